import type { AgentReport } from '@host-sflow/agent-runtime'
import { OvsError } from './errors.ts'
import type { Keeper } from './keep/keeper.ts'
import type { HostSettings } from './settings/follow.ts'
import { problemsOf } from './status/problems.ts'
import { version } from './version.ts'

export interface ReportParts {
  readonly settings: HostSettings | undefined
  /** Why there are no settings, or not the newest. */
  readonly problem: string | undefined
  readonly keeper: Keeper
  /** The database, as `--db` takes it. */
  readonly server: string
}

/** What `sflowovsd status`, `hsflowd status` and the dump show. The samples are sent by Open vSwitch, not from here. */
export function report({ settings, problem, keeper, server }: ReportParts): AgentReport {
  const status = keeper.status()
  const away = awayWords(status.monitor, server)
  const ovs = away === undefined ? status : { ...status, trouble: away }
  return {
    version,
    settings: settings?.origin ?? null,
    agentAddress: null,
    subAgentId: 0,
    collectors: [],
    counters: ovs.counters,
    // What is over is no error any more.
    lastError: problemsOf(ovs)[0] ?? problem ?? null,
    details: { server, settingsProblem: problem ?? null, ovs },
  }
}

/** The watch meets a server that is away before any command does. */
function awayWords(monitor: string, server: string): string | undefined {
  const [, why] = /^away: (.*)$/su.exec(monitor) ?? []
  if (why === undefined) return undefined
  const code = /EACCES|EPERM|permission denied/iu.test(why) ? 'HSF_OVS_PERMISSION' : 'HSF_OVS_UNREACHABLE'
  return new OvsError(code, `${server}: ${why}`).message
}
