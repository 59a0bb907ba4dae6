import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { AgentIdentity } from '@host-sflow/config-share'
import type { Note } from './note.ts'

/** Without its device it names nobody. */
const LINK_LOCAL = /^fe[89ab]/iu

/** The addresses of each network device that is up, in the system's order. */
export type Addresses = ReadonlyMap<string, readonly string[]>

/**
 * Those of this network namespace, which is that of ovs-vswitchd unless one of the two is in a container. With thousands
 * of devices it takes tens of milliseconds.
 */
export const hostAddresses = (): Addresses =>
  new Map(
    Object.entries(networkInterfaces()).map(([name, all]) => [
      name,
      (all ?? []).map(({ address }) => address),
    ]),
  )

/**
 * What the column `agent` is to hold, so that the switch's stream bears the agent address of the host: the device where
 * Open vSwitch would take that very address from it, else the address.
 */
export function agentOf(
  { agent: device, agentIP }: Pick<AgentIdentity, 'agent' | 'agentIP'>,
  addresses: () => Addresses,
  targets: readonly string[],
): { readonly agent: string | undefined; readonly note?: Note } {
  const own = device === undefined ? undefined : addresses().get(device)
  const first = own?.find((address) => isIPv4(address)) ?? own?.find((address) => !LINK_LOCAL.test(address))
  if (agentIP !== undefined) return { agent: device !== undefined && first === agentIP ? device : agentIP }
  if (device === undefined) return { agent: undefined, note: note('no agent is given', targets) }
  if (first !== undefined) return { agent: device }
  const what = own === undefined ? 'is not there, or down' : 'has no address'
  return { agent: device, note: note(`agent device ${device} ${what}`, targets) }
}

/** As Open vSwitch 3.1 does, in an order of its own, with IPv4 and IPv6 alike; older ones (2.3) only look at IPv4. */
const note = (what: string, targets: readonly string[]): Note => ({
  code: 'HSF_OVS_AGENT',
  text: `${what}: Open vSwitch takes the address from which it reaches ${targets.length === 1 ? targets[0] : 'one of the collectors'} as the agent address (set agent or agentIP in hsflowd.conf, or give --agent)`,
})
