import type { AgentReport } from '@host-sflow/agent-runtime'
import type { Keeper } from './keep/keeper.ts'
import type { HostSettings } from './settings/follow.ts'
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
  const ovs = keeper.status()
  return {
    version,
    settings: settings?.origin ?? null,
    agentAddress: null,
    subAgentId: 0,
    collectors: [],
    counters: ovs.counters,
    lastError: ovs.lastError ?? problem ?? null,
    details: { server, settingsProblem: problem ?? null, ovs },
  }
}
