import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { SharedFileWarning } from './complaint.ts'
import { conditions } from './conditions.ts'
import { problem } from './errors.ts'
import type { SharedFileProblem } from './errors.ts'
import { parseSharedFile } from './parse.ts'
import { lookAt, readStable } from './read-file.ts'
import type { Look } from './read-file.ts'
import { serialLooks } from './serial-looks.ts'
import type { SharedContent } from './settings.ts'
import { watchDirectories } from './watch-directories.ts'

/** Two looks and the reading fit into the second within which a change is to be in force. */
const POLL_INTERVAL_MS = 900

/** How long a writer in place may take (hsflowd.md §3.3), and how often it is waited for before that is a condition. */
const REREAD_DELAY_MS = 50
const REREADS_MAX = 2

/** The settings in force, and where they came from. */
export interface SharedFileState {
  readonly path: string
  readonly revision: number
  readonly content: SharedContent
  /** Lines that were passed over. */
  readonly warnings: readonly SharedFileWarning[]
}

export interface SharedFileChange extends SharedFileState {
  /** False when only the revision or the path changed. */
  readonly contentChanged: boolean
}

export interface FollowerOptions {
  /** Where to look, best first: see `sharedFilePaths`. The first file that exists counts. */
  readonly paths: readonly string[]
  /** New settings are in force, or `content.state` is `'silent'`: send nothing. */
  readonly onChange: (change: SharedFileChange) => void
  /** The file cannot be used, the last good settings stay in force. Once for each distinct condition. */
  readonly onProblem?: (problem: SharedFileProblem) => void
  /** After that, the file can be used again. */
  readonly onRecovered?: (state: SharedFileState) => void
  /** Milliseconds between two looks; default 900. */
  readonly pollIntervalMs?: number
  /** Default true; false: only look at intervals. */
  readonly watch?: boolean
  /** Whether following keeps the process alive. Default false. */
  readonly ref?: boolean
}

export interface SharedFileFollower {
  /** Resolves after the first look, whatever it found. */
  readonly ready: Promise<void>
  /** The settings in force: those of the last good file. Undefined until there was one. */
  readonly current: () => SharedFileState | undefined
  /** The condition that the file is in now, if it cannot be used. */
  readonly problem: () => SharedFileProblem | undefined
  /** Looks now (SIGHUP); resolves when done. */
  readonly look: () => Promise<void>
  /** Ends all callbacks at once and releases everything; resolves when a look under way has ended. */
  readonly stop: () => Promise<void>
}

/**
 * Follows the shared file: whatever state it is in, the last good settings stay in force until a complete file says
 * otherwise. Blocks nothing, throws nothing; an exception of a callback is uncaught, as from any event.
 */
export function followSharedFile(options: FollowerOptions): SharedFileFollower {
  const { paths, onChange, onProblem, onRecovered } = options
  const seen = conditions()
  let inForce: (SharedFileState & { readonly rank: number }) | undefined
  /** What the last look ended with: nothing is read again while it is the same. */
  let known: { readonly path: string; readonly look: Look } | undefined
  /** Somebody has asked for a look, or an event has: not only the time has passed. */
  let asked = true
  const stopping = new AbortController()
  const stopped = () => stopping.signal.aborted

  const look = async (): Promise<void> => {
    const thorough = asked
    asked = false
    if (!thorough && (await isKnown())) return
    const eligible = candidates()
    if (watcher !== undefined) await watcher.follow(eligible)
    let wrong: SharedFileProblem | undefined
    for (let reread = 0; !stopped(); reread += 1) {
      const result = await lookOnce(eligible)
      if (stopped()) return
      // Nobody is writing a file that has been the same for long: it stays as wrong as it was found.
      if (result === 'same') return wrong === undefined ? undefined : refuse(wrong)
      if (!('code' in result)) return accept(result)
      wrong = result
      // Nothing is lost by saying at once that there is nothing yet.
      const hopeless = result.code === 'HSF_SHARED_MISSING' && inForce === undefined
      if (hopeless || reread === REREADS_MAX || isDeepStrictEqual(result, seen.current()))
        return refuse(result)
      await sleep(REREAD_DELAY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  // The one system call of an agent that has nothing to do. A link or a directory that was made anew leads to another
  // file: while the file is the same one, so is the way to it.
  const isKnown = async (): Promise<boolean> => {
    if (inForce?.rank !== 0 || !known?.look.settled || seen.current() !== undefined) return false
    const found = await lookAt(known.path)
    return found.state === 'found' && found.look.signature === known.look.signature
  }

  // A better place takes over as soon as there is a file; a worse one never does while settings are in force: a file
  // that is missing for a moment must not hand the agent over to another hsflowd.
  const candidates = () => paths.slice(0, inForce === undefined ? paths.length : inForce.rank + 1)

  type Good = SharedFileState & { readonly rank: number }

  const lookOnce = async (eligible: readonly string[]): Promise<Good | SharedFileProblem | 'same'> => {
    for (const [rank, path] of eligible.entries()) {
      const found = await lookAt(path)
      if (found.state === 'missing') continue
      if (found.state === 'bad') {
        known = undefined
        return found.problem
      }
      if (known?.path === path && known.look.settled && known.look.signature === found.look.signature)
        return 'same'
      const read = await readStable(path)
      if (read.state === 'missing') continue
      if (read.state === 'bad') {
        known = undefined
        return read.problem
      }
      known = { path, look: read.look }
      const parsed = parseSharedFile(read.bytes, path)
      if (parsed.state === 'invalid') return parsed.problem
      const { revision, content, warnings } = parsed
      return { rank, path, revision, content, warnings }
    }
    known = undefined
    return problem('HSF_SHARED_MISSING', eligible.join(', '))
  }

  const accept = (good: Good): void => {
    const before = inForce
    inForce = good
    if (seen.clear()) call(() => onRecovered?.(good))
    const contentChanged = !isDeepStrictEqual(before?.content, good.content)
    if (contentChanged || before?.revision !== good.revision || before.path !== good.path) {
      call(() => onChange({ ...good, contentChanged }))
    }
  }

  const refuse = (wrong: SharedFileProblem): void => {
    if (seen.note(wrong)) call(() => onProblem?.(wrong))
  }

  const call = (callback: () => void): void => {
    try {
      if (!stopped()) callback()
    } catch (error) {
      process.nextTick(() => {
        throw error
      })
    }
  }

  const looks = serialLooks(look)
  const ref = options.ref ?? false
  const lookNow = (): Promise<void> => {
    asked = true
    return looks.now()
  }
  const onEvent = (): void => {
    asked = true
    looks.soon()
  }
  const watcher = options.watch === false ? undefined : watchDirectories(onEvent, ref)
  const timer = setInterval(looks.soon, options.pollIntervalMs ?? POLL_INTERVAL_MS)
  if (!ref) timer.unref()

  const stop = async (): Promise<void> => {
    stopping.abort()
    clearInterval(timer)
    watcher?.stop()
    await looks.stop()
  }
  return {
    ready: looks.now(),
    current: () => inForce,
    problem: seen.current,
    look: lookNow,
    stop,
  }
}
