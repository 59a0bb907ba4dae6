import { messageOf, stackOf } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { systemClock, withinTime, type Clock } from '../clock.ts'
import { exitCodes } from './help-text.ts'
import type { DaemonSignal, ProcessLike } from './process-like.ts'
import type { Running } from './run-daemon.ts'

/** Within the 5 s that are promised for the whole exit. */
const STOP_LIMIT_MS = 4500
/** 128 + number, as shells report a process that a signal ended. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const

export interface SignalsOptions {
  readonly host: ProcessLike
  readonly log: Log
  readonly clock?: Clock
}

/** Listens from now on; before a daemon is attached, SIGTERM and SIGINT end the process at once. */
export function superviseSignals({ host, log, clock = systemClock }: SignalsOptions): {
  attach(running: Running): void
} {
  let running: Running | undefined
  let stopping = false
  /** SIGHUP came before there was anything to reload: what was read by then may be old. */
  let early = false
  let reloading = Promise.resolve()

  async function stop(): Promise<void> {
    try {
      const done = await withinTime(
        clock,
        (running?.stop() ?? Promise.resolve()).then(() => true),
        STOP_LIMIT_MS,
      )
      if (done === true) return host.exit(exitCodes.success)
      log.error(`not everything was closed within ${STOP_LIMIT_MS / 1000} s`)
    } catch (error) {
      log.error(`stopping failed: ${messageOf(error)}`, { err: error })
    }
    host.exit(exitCodes.failure)
  }

  function onStop(signal: 'SIGTERM' | 'SIGINT'): void {
    if (stopping) return host.exit(SIGNAL_EXIT[signal])
    stopping = true
    log.info(`${signal}: stopping`)
    void stop()
  }

  async function reload(): Promise<void> {
    try {
      await running?.reload?.()
    } catch (error) {
      log.error(`reloading failed, the old settings stay: ${messageOf(error)}`, stackOf(error))
    }
  }

  const actions: Readonly<Record<DaemonSignal, () => void>> = {
    SIGTERM: () => onStop('SIGTERM'),
    SIGINT: () => onStop('SIGINT'),
    SIGHUP() {
      if (running === undefined) {
        early = true
        return
      }
      if (running.reload === undefined) log.info('SIGHUP: nothing to reload')
      // One after the other: the last one reads the newest configuration.
      reloading = reloading.then(reload)
    },
    SIGUSR2: () => log.info('SIGUSR2: counters', running?.dump?.() ?? {}),
  }
  for (const [signal, action] of Object.entries(actions)) host.onSignal(signal as DaemonSignal, action)

  host.onStrayError((kind, error) => {
    // State may be half-changed: a supervisor starts a clean process.
    log.fatal(`${kind}: ${messageOf(error)}`, { err: error })
    host.exit(exitCodes.failure)
  })
  return {
    attach(started) {
      running = started
      if (early) actions.SIGHUP()
    },
  }
}
