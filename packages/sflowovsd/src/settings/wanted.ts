import type { SharedContent } from '@host-sflow/config-share'
import type { SflowColumns } from '../plan/state.ts'
import { agentOf, type HostView } from './agent.ts'
import type { Note } from './note.ts'
import { targetsOf } from './targets.ts'

/** One row for all bridges. */
export interface WantedRow {
  readonly state: 'row'
  readonly columns: SflowColumns
  /** Where the agent is a device: its address, if it has one, and the boot of the host in which that is. */
  readonly device?: { readonly address: string | undefined; readonly boot: string }
}

/** What Open vSwitch is to have: a row, or no sFlow, and why. */
export type Wanted = WantedRow | { readonly state: 'none'; readonly why: string }

/**
 * Open vSwitch takes a rate of 0 for "no sFlow", counters included (3.1). With the largest that it can hold, one packet
 * in four thousand million is sampled, and counters are sent.
 */
export const PRACTICALLY_NEVER = 2 ** 32 - 1

/** What the host's settings mean for Open vSwitch. */
export function wantedOf(
  content: SharedContent,
  host: HostView,
): { readonly wanted: Wanted; readonly notes: readonly Note[] } {
  if (content.state === 'silent') return off('hsflowd has withdrawn the settings')
  const { settings } = content
  if (settings.collectors.length === 0) return off('there is no collector')
  if (settings.polling === 0 && settings.sampling === 0) return off('neither sampling nor polling is on')
  const { targets, notes } = targetsOf(settings.collectors)
  const { agent, device, note } = agentOf(settings, host, targets)
  return {
    wanted: {
      state: 'row',
      columns: {
        agent,
        header: settings.header,
        polling: settings.polling,
        sampling: settings.sampling === 0 ? PRACTICALLY_NEVER : settings.sampling,
        targets,
      },
      ...(device !== undefined && { device: { ...device, boot: host.boot() } }),
    },
    notes: [...notes, ...(note === undefined ? [] : [note])],
  }
}

const off = (why: string): { readonly wanted: Wanted; readonly notes: readonly Note[] } => ({
  wanted: { state: 'none', why },
  notes: [],
})
