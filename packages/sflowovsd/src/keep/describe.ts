import { cutName, firstNames } from '../plan/bridge-names.ts'
import type { Plan } from '../plan/plan.ts'
import type { BridgeRow, SflowColumns } from '../plan/state.ts'
import { PRACTICALLY_NEVER, type Wanted } from '../settings/wanted.ts'

/** What Open vSwitch takes where a column is not set; ovs-vswitchd.conf.db(5). */
const DEFAULTS = { header: 128, polling: 30, sampling: 400 } as const

/** What is wanted as it was put into the row. */
export const asPlanned = (wanted: Wanted, { columns }: Pick<Plan, 'columns'>): Wanted =>
  columns === undefined ? wanted : { state: 'row', columns }

/** What all bridges have now, in a line. `others`: number of rows of somebody else that stay. */
export function describeInForce(
  wanted: Wanted,
  bridges: readonly Pick<BridgeRow, 'name'>[],
  others: number,
): string {
  if (wanted.state === 'none') return describeOff(wanted.why, others)
  const what = `sFlow to ${describeSettings(wanted.columns)}`
  if (bridges.length === 0) return `there is no bridge yet; one that comes will send ${what}`
  const [verb, noun] = bridges.length === 1 ? ['sends', 'bridge'] : ['send', 'bridges']
  return `${bridges.length} ${noun} (${describeNames(bridges)}) ${verb} ${what}`
}

function describeOff(why: string, others: number): string {
  if (others === 0) return `sFlow is off on all bridges: ${why}`
  return `sflowovsd has no sFlow on any bridge: ${why}; ${others} of somebody else ${others === 1 ? 'stays' : 'stay'}`
}

/** Names as JSON where they are odd: they may hold anything. */
const describeNames = (bridges: readonly Pick<BridgeRow, 'name'>[]): string =>
  firstNames(
    bridges.map(({ name }) => cutName(name)),
    (name) => (/^[\w.:-]+$/u.test(name) ? name : JSON.stringify(name)),
  )

function describeSettings({ agent, header, polling, sampling, targets }: SflowColumns): string {
  const rate = sampling ?? DEFAULTS.sampling
  const interval = polling ?? DEFAULTS.polling
  const settings = [
    rate >= PRACTICALLY_NEVER || rate === 0 ? 'no packets sampled' : `1 in ${rate}`,
    interval === 0 ? 'no counters' : `counters every ${interval} s`,
    `headers of ${header ?? DEFAULTS.header} bytes`,
    agent === undefined ? 'agent address as Open vSwitch chooses' : `agent ${agent}`,
  ]
  return `${targets.join(', ')}: ${settings.join(', ')}`
}
