import type { Log } from '@host-sflow/agent-runtime'
import { printable } from './printable.ts'
import type { RunResult } from './run-program.ts'
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
  const { code, signal, durationMs, timedOut } = result
  const how = signal === null ? `exit code ${code}` : timedOut ? 'killed, it was not ending' : signal
  log.trace(
    `${line}\n  ${how}, ${Math.round(durationMs)} ms${shown('stdout', result.stdout)}${shown('stderr', result.stderr)}`,
  )
  if (code === 0 && result.stderr !== '')
    log.debug(`${command[0]} says: ${printable(result.stderr, WARNING_CHARACTERS)}`)
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
