import { fstatSync } from 'node:fs'
import type { TextStyle } from './text-line.ts'

/** `--log-format`. */
export type LogFormat = 'text' | 'json'

/** Where the log goes to, and what is known of that. */
export interface LogTarget {
  readonly isTerminal: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Device and inode of the target, `DEV:INO`. */
  readonly fileId: string | undefined
}

/** Standard error of this process. */
export function standardError(): LogTarget {
  return { isTerminal: process.stderr.isTTY, environment: process.env, fileId: fileIdOf(2) }
}

/** The way to write: bunyan's JSON unless somebody reads it directly, on a terminal or in the journal. */
export function chooseStyle(target: LogTarget, format?: LogFormat): TextStyle | 'json' {
  const { isTerminal, environment, fileId } = target
  // The variable is inherited by children whose stderr goes elsewhere: systemd.exec(5) says to compare.
  const isJournal = fileId !== undefined && environment['JOURNAL_STREAM'] === fileId
  if (format === 'json') return 'json'
  if (isJournal) return 'journal'
  const colour = wantsColour(environment) ?? isTerminal
  if (isTerminal || format === 'text') return colour ? 'colour' : 'plain'
  return 'json'
}

/** https://no-color.org, and FORCE_COLOR as Node itself reads it. */
function wantsColour(environment: LogTarget['environment']): boolean | undefined {
  const { NO_COLOR, FORCE_COLOR } = environment
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return NO_COLOR === undefined || NO_COLOR === '' ? undefined : false
}

function fileIdOf(descriptor: number): string | undefined {
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
