import { plain, type Clock } from '@host-sflow/agent-runtime'
import { startGroup, type Exit } from './process-group.ts'

/** Why a monitor is no longer there; `missing`: its program is not. */
export interface MonitorEnd {
  readonly missing: boolean
  readonly why: string
  /** What it wrote to stderr, at most the last 2,000 bytes. */
  readonly message?: string
}

export interface MonitorProcessOptions {
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  /** It has written a line. */
  readonly onLine: () => void
  /** Once; not after `kill`. */
  readonly onEnd: (end: MonitorEnd) => void
}

export interface MonitorProcess {
  kill(): void
  /** Resolves when the process is gone, whoever ended it. */
  readonly gone: Promise<void>
}

const NEWLINE = 0x0a
const MAX_MESSAGE_BYTES = 2000
const MESSAGE_CHARACTERS = 300
/** 2,000 bridges are 200 KB once, and a bridge that is made is 200 bytes. */
const FLOOD_BYTES = 8 * 1024 * 1024
const FLOOD_WITHIN_MS = 1000
/** From its end to that of its pipes, which hold its last words. */
const DRAIN_MS = 50

/** Starts one `ovsdb-client monitor`. What it writes is not parsed: any line says that something has changed. */
export function startMonitorProcess(options: MonitorProcessOptions): MonitorProcess {
  const { command, env, clock, onLine, onEnd } = options
  let message = ''
  let told = false
  let window = { fromMs: clock.nowMs(), bytes: 0 }
  let resolveGone = (): void => undefined
  const gone = new Promise<void>((resolve) => (resolveGone = resolve))

  function end(why: MonitorEnd): void {
    if (told) return
    told = true
    onEnd(why)
  }

  function floods(bytes: number): boolean {
    if (clock.nowMs() - window.fromMs > FLOOD_WITHIN_MS) window = { fromMs: clock.nowMs(), bytes: 0 }
    window.bytes += bytes
    return window.bytes > FLOOD_BYTES
  }

  const group = startGroup(command, env, {
    onOutput(chunk) {
      if (told) return
      if (floods(chunk.length)) {
        group.kill()
        return end({ missing: false, why: `it wrote more than ${FLOOD_BYTES / 2 ** 20} MiB in a second` })
      }
      if (chunk.includes(NEWLINE)) onLine()
    },
    onErrorOutput(chunk) {
      // The end of it says why it ended.
      message = (message + chunk.toString('latin1')).slice(-MAX_MESSAGE_BYTES)
    },
    onFailure(code) {
      resolveGone()
      end({ missing: code === 'ENOENT' || code === 'EACCES', why: code })
    },
    onExit(exit) {
      resolveGone()
      // Its own children must not outlive it.
      group.kill()
      clock.schedule(() => {
        group.abandon()
        end({ missing: false, why: lastWords(message, exit), message })
      }, DRAIN_MS)
    },
    onClose: () => undefined,
  })
  return {
    kill() {
      told = true
      group.kill()
    },
    gone,
  }
}

/** Its last line, without its name, or how it ended. */
function lastWords(message: string, { code, signal }: Exit): string {
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`
  const last = message.trim().split('\n').at(-1)!.replace('ovsdb-client: ', '')
  return last === '' ? how : plain(last, MESSAGE_CHARACTERS)
}
