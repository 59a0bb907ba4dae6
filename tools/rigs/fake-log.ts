import { createLog, type Log, type LogOptions } from '@host-sflow/agent-runtime'

/** A log whose lines, without the time, are kept. */
export function createFakeLog(options: Partial<LogOptions> = {}): { log: Log; lines: string[] } {
  const lines: string[] = []
  const log = createLog({
    name: 'test',
    format: 'text',
    levels: { level: 'info', components: {} },
    target: { isTerminal: false, environment: { NO_COLOR: '1' }, fileId: undefined },
    write: (text) => lines.push(text.replace(/^\S+ (\w+) +/u, '$1 ').trimEnd()),
    ...options,
  })
  return { log, lines }
}
