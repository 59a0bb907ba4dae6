import type { WantedRow } from '../settings/wanted.ts'
import type { Features } from '../ovs/open-vswitch.ts'
import type { SflowRow } from './state.ts'

/** The key in external_ids under which a row bears what Open vSwitch saw when it was given its device. */
export const SEEN_KEY = 'host-sflow-agent'

/** What a row is to have as its agent; `seen`: under {@link SEEN_KEY}. */
export interface RowAgent {
  readonly agent: string | undefined
  readonly seen?: string
}

/**
 * ovs-vswitchd looks at the device when it takes in the row (3.1, measured), and not when the device gets another
 * address, nor when it has none yet, as at the boot of the host, before the network is up. So a device that stood in the
 * row before is not to be relied on: then the address itself is written, and with that change, too, it is taken in anew.
 * Versions that only know devices are given the device, as the C program does.
 */
export function agentFor(
  row: SflowRow | undefined,
  { columns: { agent }, device }: WantedRow,
  { marks, addresses }: Features,
): RowAgent {
  if (device === undefined || !marks || !addresses) return { agent }
  // When it has one again, what stands in the row now does not tell what ovs-vswitchd has made of it meanwhile.
  const seen = `${device.address ?? 'none'}@${device.boot}`
  if (device.address === undefined) return { agent, seen }
  if (row?.agent === device.address) return { agent: device.address }
  if (row?.agent !== agent) return { agent, seen }
  return row?.externalIds.get(SEEN_KEY) === seen ? { agent, seen } : { agent: device.address }
}
