import { plain, type Log } from '@host-sflow/agent-runtime'
import type { Ended, RunResult } from './run-program.ts'
import { shellQuote } from './shell-quote.ts'

const MAX_CHARACTERS = 4000
const WARNING_CHARACTERS = 300

/** Shows a command, as it can be pasted into a shell, and what came of it. */
export function traceRun(log: Log, command: readonly string[], result: RunResult): void {
  const line = shellQuote(command)
  if (result.kind !== 'ended') {
    log.trace(`${line}\n  ${result.kind} (${result.code})`)
    return
  }
  const { durationMs, code } = result
  log.trace(
    `${line}\n  ${howEnded(result)}, ${Math.round(durationMs)} ms${shown('stdout', result.stdout)}${shown('stderr', result.stderr)}`,
  )
  if (code === 0 && result.stderr !== '')
    log.debug(`${command[0]} says: ${plain(result.stderr, WARNING_CHARACTERS)}`)
}

function howEnded({ code, signal, timedOut }: Ended): string {
  if (code !== null) return `exit code ${code}`
  if (signal === null) return 'cannot be killed'
  return timedOut ? 'killed, it was not ending' : signal
}

function shown(name: string, text: string): string {
  const start = text.slice(0, MAX_CHARACTERS).trimEnd()
  if (start === '') return ''
  const rest = text.length > MAX_CHARACTERS ? `\n  ${name}: and ${text.length - MAX_CHARACTERS} more` : ''
  return (
    start
      .split('\n')
      .map((line) => `\n  ${name}: ${line}`)
      .join('') + rest
  )
}
