import { plain } from '@host-sflow/agent-runtime'
import { OvsError, type OvsErrorCode } from '../errors.ts'
import { misread } from './misread.ts'
import type { Ended, NotStarted, RunResult } from './run-program.ts'

const MESSAGE_CHARACTERS = 300

/** What ovs-vsctl says, and what it means; the first that fits. */
const MEANINGS: readonly (readonly [RegExp, OvsErrorCode])[] = [
  [/connection (?:attempt )?failed \((?:Permission denied|Operation not permitted)\)/, 'HSF_OVS_PERMISSION'],
  [/"error":"permission error"/, 'HSF_OVS_PERMISSION'],
  [/connection (?:attempt )?failed/, 'HSF_OVS_UNREACHABLE'],
  // A row or a bridge that was read went meanwhile.
  [/no row "[^"]*" in table|references nonexistent row/, 'HSF_OVS_STALE'],
  [/unrecognized option|unknown option|invalid option|has no '--?\w+' option/, 'HSF_OVS_UNSUPPORTED'],
  [/does not contain a column whose name matches|"error":"unknown column"/, 'HSF_OVS_UNSUPPORTED'],
]

/** The error of a command that did not do what it should; undefined where it did. */
export function failureOf(result: RunResult, program: string, limitS: number): OvsError | undefined {
  if (result.kind !== 'ended') return notStarted(result, program)
  if (result.truncated) return misread('more than 16 MiB', result.stdout)
  const meaning = MEANINGS.find(([pattern]) => pattern.test(result.stderr))
  if (ranOutOfTime(result)) {
    // 1.0 tries to connect until its time is over.
    const unreachable = meaning?.[1] === 'HSF_OVS_UNREACHABLE' || meaning?.[1] === 'HSF_OVS_PERMISSION'
    return unreachable
      ? new OvsError(meaning[1], reason(result))
      : new OvsError('HSF_OVS_TIMEOUT', `${program} had not ended after ${limitS} s`)
  }
  if (result.code === 0) return undefined
  return new OvsError(meaning?.[1] ?? 'HSF_OVS_FAILED', reason(result))
}

/** By its own --timeout, which is SIGALRM (a shell around it: 142), or by us. */
export const ranOutOfTime = (result: RunResult): boolean =>
  result.kind === 'ended' &&
  result.code !== 0 &&
  (result.timedOut || result.signal === 'SIGALRM' || result.code === 142)

function notStarted({ kind, code }: NotStarted, program: string): OvsError {
  if (kind === 'not found') return new OvsError('HSF_OVS_MISSING', program)
  if (kind === 'not executable') return new OvsError('HSF_OVS_MISSING', `${program} cannot be executed`)
  if (kind === 'stuck')
    return new OvsError('HSF_OVS_TIMEOUT', `an earlier ${program} neither ends nor can it be killed`)
  return new OvsError('HSF_OVS_FAILED', `${program} cannot be started: ${code}`)
}

/** `2026-11-20T18:27:55Z|00002|ovsdb_idl|WARN|...`, in 1.0 with another time. */
const LOG_LINE = /^[^|]*\|\d+\|\w+\|[A-Z]+\|/

/** What the program says itself, rather than its log. */
function reason({ stderr, code, signal }: Ended): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const last = lines.findLast((line) => !LOG_LINE.test(line)) ?? lines.at(-1)?.replace(LOG_LINE, '') ?? ''
  const text = plain(last.replace(/^ovs-vsctl: /, ''), MESSAGE_CHARACTERS)
  if (text !== '') return text
  return signal === null ? `exit code ${code}` : `ended by ${signal}`
}
