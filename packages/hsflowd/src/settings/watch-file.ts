import type { Clock, Log } from '@host-sflow/agent-runtime'
import { watchDirectories } from '@host-sflow/config-share'
import { identityOf } from './file-identity.ts'

/** Events get lost (bind mounts, network file systems, links behind links): it is looked at this often besides. */
const LOOK_MS = 2000
/** Writers take a moment, and often several steps. */
const SETTLE_MS = 100
/** A file that is not valid may be half written: it must have stayed as it is for so long to be believed. */
const STABLE_MS = 500

export interface FileWatchOptions {
  readonly file: string
  /** The {@link identityOf} the content that was read last. */
  readonly known: string | undefined
  readonly clock: Clock
  readonly log: Log
  /** Whether the present content can be used. */
  readonly isValid: () => Promise<boolean>
  readonly onChange: () => Promise<void>
}

export interface FileWatch {
  /** Takes the present content as known: it is being read. */
  know(): Promise<void>
  close(): void
}

/** Calls `onChange` for each new content of a file, whether it is rewritten or replaced. A file that goes away is said once. */
export function watchFile(options: FileWatchOptions): FileWatch {
  const { file, clock, log, isValid, onChange } = options
  const condition = `HSF_CONFIG_GONE ${file}`
  let { known } = options
  let closed = false
  let cancel = (): void => undefined
  let dueAtMs = Infinity
  let looking = false
  const directories = watchDirectories(() => lookIn(SETTLE_MS), false)

  function lookIn(delayMs: number): void {
    const atMs = clock.nowMs() + delayMs
    // A file that changes all the time is looked at nevertheless.
    if (closed || atMs >= dueAtMs) return
    cancel()
    dueAtMs = atMs
    cancel = clock.schedule(() => void lookNow(), delayMs)
  }

  async function lookNow(): Promise<void> {
    dueAtMs = Infinity
    if (looking) return lookIn(SETTLE_MS)
    looking = true
    await look()
    looking = false
    lookIn(LOOK_MS)
  }

  async function look(): Promise<void> {
    await directories.follow([file])
    const before = await identityOf(file)
    if (before === known || closed) return
    if (before === undefined) {
      log.problem(
        condition,
        `the configuration file is gone: ${file} (the settings stay; SIGHUP goes on without it)`,
      )
      return
    }
    log.recovered(condition, `the configuration file is there again: ${file}`)
    if (!(await isValid())) {
      await new Promise<void>((resolve) => void clock.schedule(resolve, STABLE_MS))
      // It goes on changing: the next look, soon, is for that.
      if ((await identityOf(file)) !== before) return lookIn(SETTLE_MS)
    }
    known = before
    if (!closed) await onChange()
  }

  lookIn(SETTLE_MS)
  return {
    async know() {
      known = await identityOf(file)
    },
    close() {
      closed = true
      cancel()
      directories.stop()
    },
  }
}
