import { readAgentStatuses, type AgentStatus } from '@host-sflow/agent-runtime'
import { sharedFileToWrite } from '@host-sflow/config-share'
import { problemsOf } from './health.ts'
import { seenAgent, type SeenAgent } from './seen.ts'
import { followersOf, readSharedFile, type Follower, type WrittenSettings } from './shared.ts'

/** All that can be learnt of a host's agents from what they leave behind. */
export interface HostStatus {
  /** undefined: it does not run. */
  readonly hsflowd: SeenAgent | undefined
  /** Others of that name with the same status directory. */
  readonly rivals: readonly SeenAgent[]
  readonly followers: readonly Follower[]
  readonly written: WrittenSettings | undefined
  /** The shared file, whether it can be read or not. */
  readonly sharedFile: string | undefined
  readonly problems: readonly string[]
  readonly raw: readonly AgentStatus[]
}

export interface StatusPlace {
  readonly directories: readonly string[]
  /** The file that was named. */
  readonly sharedFile: string | undefined
  readonly nowMs: number
}

/** Never throws, and asks no running process for anything. */
export async function hostStatus({ directories, sharedFile, nowMs }: StatusPlace): Promise<HostStatus> {
  const raw = await readAgentStatuses({ directories })
  const agents = raw.map(seenAgent)
  const [hsflowd, ...rivals] = agents
    .filter(({ name }) => name === 'hsflowd')
    .toSorted((a, b) => b.writtenAt.localeCompare(a.writtenAt))
  const path =
    hsflowd?.settings?.file ?? (await sharedFileToWrite({ explicit: sharedFile }).catch(() => undefined))
  const written = path === undefined ? undefined : await readSharedFile(path).catch(() => undefined)
  return {
    hsflowd,
    rivals,
    followers: await followersOf(agents, written),
    written,
    sharedFile: path,
    problems: hsflowd === undefined ? ['hsflowd is not running'] : problemsOf(hsflowd, nowMs),
    raw,
  }
}
