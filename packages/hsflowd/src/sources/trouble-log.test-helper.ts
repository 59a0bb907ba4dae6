// For tests: a log that keeps what would be said.
import type { TroubleLog } from './trouble.ts'

/** Keeps each trouble once, as the real log says it, and its end. */
export function troubleLog(lines: string[]): TroubleLog {
  const lasting = new Set<string>()
  return {
    problem(key, message) {
      if (!lasting.has(key)) lines.push(message)
      lasting.add(key)
    },
    recovered(key, message) {
      if (lasting.delete(key)) lines.push(message)
    },
    forget: (key) => void lasting.delete(key),
  }
}
