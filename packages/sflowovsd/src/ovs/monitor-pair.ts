import type { Clock } from '@host-sflow/agent-runtime'
import { startMonitorProcess, type MonitorEnd } from './monitor-process.ts'

export interface MonitorPairOptions {
  /** `ovsdb-client`, possibly with what starts it. */
  readonly program: readonly string[]
  readonly server: string
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  /** Something has changed. */
  readonly onLine: () => void
  /** One of them has ended, and the other one with it. Not after `kill`. */
  readonly onEnd: (end: MonitorEnd) => void
}

export interface MonitorPair {
  /** One for each process. */
  readonly commands: readonly (readonly string[])[]
  kill(): void
  /** Resolves when both processes are gone. */
  readonly gone: Promise<unknown>
}

/** One table for each process: older versions take no more. Of bridges only what matters here makes an event. */
const TABLES = [['Bridge', 'name,sflow'], ['sFlow']] as const

/** Starts the processes that watch the database. */
export function startMonitorPair(options: MonitorPairOptions): MonitorPair {
  const { program, server, env, clock, onLine, onEnd } = options
  const commands = TABLES.map((table) => [...program, 'monitor', server, 'Open_vSwitch', ...table])
  const monitors = commands.map((command) =>
    startMonitorProcess({
      command,
      env,
      clock,
      onLine,
      onEnd(end) {
        kill()
        onEnd(end)
      },
    }),
  )

  function kill(): void {
    for (const monitor of monitors) monitor.kill()
  }

  return { commands, kill, gone: Promise.all(monitors.map(({ gone }) => gone)) }
}
