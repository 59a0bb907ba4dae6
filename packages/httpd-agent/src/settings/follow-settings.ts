import type { Log } from '@host-sflow/agent-runtime'
import { describeProblem, followSharedFile, sharedFilePaths } from '@host-sflow/config-share'
import { settingsAlone, settingsOfHost, type HttpSettings, type SettingsOptions } from './http-settings.ts'

export interface FollowOptions {
  /** Any: the file is not followed. */
  readonly collectors: readonly string[]
  /** The settings file that was named. */
  readonly file: string | undefined
  readonly options: SettingsOptions
  readonly log: Log
  readonly onChange: (settings: HttpSettings) => void
}

/** What is in force, and where it is from. */
export interface SettingsFollower {
  /** Resolves after the first look, whatever it found. */
  readonly ready: Promise<void>
  /** The file and its revision; null where there is none. */
  origin(): { readonly file: string; readonly revision: number } | null
  problem(): string | undefined
  stop(): Promise<void>
}

/** Follows the settings of the host, unless the options name collectors. */
export function followSettings(follow: FollowOptions): SettingsFollower {
  const { collectors, options, onChange } = follow
  if (collectors.length === 0) return followFile(follow)
  onChange(settingsAlone(collectors, options))
  return {
    ready: Promise.resolve(),
    origin: () => null,
    problem: () => undefined,
    stop: () => Promise.resolve(),
  }
}

function followFile({ file, options, log, onChange }: FollowOptions): SettingsFollower {
  const follower = followSharedFile({
    paths: sharedFilePaths({ explicit: file }),
    onChange: ({ content }) => onChange(settingsOfHost(content, options)),
    onProblem(problem) {
      // Where no hsflowd runs there is nothing wrong with that.
      if (problem.code === 'HSF_SHARED_MISSING')
        log.debug(`${problem.message} (start hsflowd, or name collectors: SFLOW_COLLECTORS)`)
      else log.problem('HSF_SETTINGS', describeProblem(problem))
    },
    onRecovered: ({ path }) => log.recovered('HSF_SETTINGS', `${path} can be read`),
  })
  return {
    ready: follower.ready,
    origin() {
      const current = follower.current()
      return current === undefined ? null : { file: current.path, revision: current.revision }
    },
    problem() {
      const problem = follower.problem()
      return problem === undefined ? undefined : describeProblem(problem)
    },
    stop: follower.stop,
  }
}
