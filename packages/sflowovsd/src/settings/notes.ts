import type { Log } from '@host-sflow/agent-runtime'
import type { Note } from './note.ts'

/** Says what is new to be known of the settings, and forgets what is over. */
export function createNotes(log: Log): { tell(notes: readonly Note[]): void } {
  let told: readonly string[] = []
  return {
    tell(notes) {
      const codes = notes.map(({ code }) => code)
      for (const code of told) if (!codes.includes(code)) log.forget(code)
      for (const { code, text } of notes) log.problem(code, text)
      told = codes
    },
  }
}
