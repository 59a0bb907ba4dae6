import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { AgentIdentity } from '@host-sflow/config-share'
import type { Note } from './note.ts'

/** The addresses of each network device that is up, in the system's order. */
export type Addresses = ReadonlyMap<string, readonly string[]>

/** Those of this network namespace, which is that of ovs-vswitchd unless one of the two is in a container. */
export const hostAddresses = (): Addresses =>
  new Map(
    Object.entries(networkInterfaces()).map(([name, all]) => [
      name,
      (all ?? []).map(({ address }) => address),
    ]),
  )

/**
 * What the column `agent` is to hold, so that the switch's stream bears the agent address of the host: the device where
 * Open vSwitch would take that very address from it (its first IPv4 one), else the address.
 */
export function agentOf(
  { agent: device, agentIP }: Pick<AgentIdentity, 'agent' | 'agentIP'>,
  addresses: Addresses,
  targets: readonly string[],
): { readonly agent: string | undefined; readonly note?: Note } {
  const own = device === undefined ? undefined : addresses.get(device)
  const first = own?.find((address) => isIPv4(address))
  if (agentIP !== undefined) return { agent: device !== undefined && first === agentIP ? device : agentIP }
  if (device === undefined) return { agent: undefined, note: note('no agent is given', targets) }
  if (first !== undefined) return { agent: device }
  const what = own === undefined ? 'is not there, or down' : 'has no IPv4 address'
  return { agent: device, note: note(`agent device ${device} ${what}`, targets) }
}

/** Ofproto's sflow_choose_agent_address, as the rig shows it (3.1). */
function note(what: string, targets: readonly string[]): Note {
  const target = targets.find((each) => !each.startsWith('['))
  const instead =
    target === undefined
      ? 'the address from which it reaches its OpenFlow controller, and without one no sFlow at all'
      : `the address from which it reaches ${target}`
  return {
    code: 'HSF_OVS_AGENT',
    text: `${what}: Open vSwitch takes, as the agent address, ${instead} (set agent or agentIP in hsflowd.conf)`,
  }
}
