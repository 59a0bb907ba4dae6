import { isDeepStrictEqual } from 'node:util'
import type { Clock, Log } from '@host-sflow/agent-runtime'
import {
  describeProblem,
  followSharedFile,
  sharedFilePaths,
  type SharedContent,
} from '@host-sflow/config-share'
import { settingsAlone } from './alone.ts'
import { overridden, type SettingsFlags } from './flags.ts'

/** Names are looked up again at this interval. */
const LOOKUP_MS = 60_000

/** Settings, and where they came from; null: the command line alone. */
export interface HostSettings {
  readonly content: SharedContent
  readonly origin: { readonly file: string; readonly revision: number } | null
}

/** `revision 4 of /run/hsflowd/hsflowd.auto`. */
export const describeOrigin = ({ origin }: HostSettings): string =>
  origin === null ? 'the command line' : `revision ${origin.revision} of ${origin.file}`

export interface SettingsFollower {
  /** Resolves after the first look, whatever it found. */
  readonly ready: Promise<void>
  /** Undefined until there were any. */
  readonly current: () => HostSettings | undefined
  /** Why there are none, or the newest ones cannot be used. */
  readonly problem: () => string | undefined
  readonly look: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface FollowOptions {
  readonly flags: SettingsFlags
  readonly log: Log
  readonly clock: Clock
  readonly onChange: (settings: HostSettings) => void
}

/** Follows the shared file, or keeps the names of the command line's collectors up to date. */
export const followSettings = (options: FollowOptions): SettingsFollower =>
  options.flags.collectors.length === 0 ? followFile(options) : followNames(options)

/** The settings of now, once; what is wrong with them is `problem`, and not logged. Never throws. */
export async function readSettings({ flags, log, clock }: Omit<FollowOptions, 'onChange'>): Promise<{
  readonly settings: HostSettings | undefined
  readonly problem: string | undefined
}> {
  const quiet: Log = { ...log, problem: () => undefined, recovered: () => undefined }
  const follower = followSettings({ flags, log: quiet, clock, onChange: () => undefined })
  await follower.ready
  const found = { settings: follower.current(), problem: follower.problem() }
  await follower.stop()
  return found
}

function followFile({ flags, log, onChange }: FollowOptions): SettingsFollower {
  const withFlags = (content: SharedContent): SharedContent =>
    content.state === 'silent'
      ? content
      : { state: 'settings', settings: overridden(content.settings, flags) }
  let current: HostSettings | undefined
  let warned: unknown
  const follower = followSharedFile({
    paths: sharedFilePaths({ explicit: flags.file }),
    ref: true,
    onChange({ content, path, revision, warnings }) {
      current = { content: withFlags(content), origin: { file: path, revision } }
      if (!isDeepStrictEqual(warnings, warned))
        for (const warning of warnings) log.warn(`${path}:${warning.line}: ${warning.message}`)
      warned = warnings
      onChange(current)
    },
    onProblem: (problem) => log.problem('HSF_SETTINGS', describeProblem(problem)),
    onRecovered: ({ path }) => log.recovered('HSF_SETTINGS', `${path} can be read`),
  })
  return {
    ready: follower.ready,
    current: () => current,
    problem() {
      const problem = follower.problem()
      return problem === undefined ? undefined : describeProblem(problem)
    },
    look: follower.look,
    stop: follower.stop,
  }
}

function followNames({ flags, log, clock, onChange }: FollowOptions): SettingsFollower {
  const known = new Map<string, string>()
  let current: HostSettings | undefined
  let problem: string | undefined
  let stopped = false
  let cancel = (): void => undefined

  async function look(): Promise<void> {
    cancel()
    const { content, unresolved } = await settingsAlone(flags, known)
    if (stopped) return
    cancel = clock.schedule(() => void look(), LOOKUP_MS)
    problem =
      unresolved.map(({ collector, cause }) => `collector ${collector}: ${cause}`).join('; ') || undefined
    if (problem === undefined) log.recovered('HSF_SETTINGS', 'all collectors have addresses again')
    else log.problem('HSF_SETTINGS', `${problem} (correct the name, or check DNS; it is asked for again)`)
    // Where none has an address yet, nothing is to be touched.
    const none = content.state === 'settings' && content.settings.collectors.length === 0
    if (none || isDeepStrictEqual(content, current?.content)) return
    current = { content, origin: null }
    onChange(current)
  }

  return {
    ready: look(),
    current: () => current,
    problem: () => problem,
    look,
    async stop() {
      stopped = true
      cancel()
    },
  }
}
