import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { networkInterfaces, uptime } from 'node:os'
import type { AgentIdentity } from '@host-sflow/config-share'
import type { Note } from './note.ts'

/** Without its device it names nobody. */
const LINK_LOCAL = /^fe[89ab]/iu

/** The addresses of each network device that is up, in the system's order. */
export type Addresses = ReadonlyMap<string, readonly string[]>

/** What is asked of this host. */
export interface HostView {
  readonly addresses: () => Addresses
  /** Differs from boot to boot. */
  readonly boot: () => string
}

/**
 * As seen from this network namespace, which is that of ovs-vswitchd unless one of the two is in a container. With
 * thousands of devices the addresses take tens of milliseconds.
 */
export const thisHost: HostView = {
  addresses: () =>
    new Map(
      Object.entries(networkInterfaces()).map(([name, all]) => [
        name,
        (all ?? []).map(({ address }) => address),
      ]),
    ),
  boot: () => (bootId ??= readBootId()),
}

let bootId: string | undefined

/** random(4); of other systems the time will do. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return String(Math.round(Date.now() / 1000 - uptime()))
  }
}

/** What the column `agent` is to hold. */
export interface ChosenAgent {
  readonly agent: string | undefined
  /** Where it is a device: the address that Open vSwitch finds there, if any. */
  readonly device?: { readonly address: string | undefined }
  readonly note?: Note
}

/**
 * The stream of the switch is to bear the agent address of the host: by the device where Open vSwitch would take that
 * very address from it, else by the address.
 */
export function agentOf(
  { agent: device, agentIP }: Pick<AgentIdentity, 'agent' | 'agentIP'>,
  { addresses }: Pick<HostView, 'addresses'>,
  targets: readonly string[],
): ChosenAgent {
  if (device === undefined)
    return agentIP === undefined
      ? { agent: undefined, note: instead('no agent is given', targets) }
      : { agent: agentIP }
  const own = addresses().get(device)
  const first = own?.find((address) => isIPv4(address)) ?? own?.find((address) => !LINK_LOCAL.test(address))
  if (first !== undefined && (agentIP === undefined || agentIP === first))
    return { agent: device, device: { address: first } }
  if (first !== undefined) return { agent: agentIP }
  const what = `agent device ${device} ${own === undefined ? 'is not there, or down' : 'has no address'}`
  if (agentIP === undefined)
    return { agent: device, device: { address: undefined }, note: instead(what, targets) }
  return { agent: agentIP, note: note(`${what}: Open vSwitch is given the agent address ${agentIP} itself`) }
}

/** As Open vSwitch 3.1 does, in an order of its own, with IPv4 and IPv6 alike; older ones (2.3) only look at IPv4. */
const instead = (what: string, targets: readonly string[]): Note =>
  note(
    `${what}: Open vSwitch takes the address from which it reaches ${targets.length === 1 ? targets[0] : 'one of the collectors'} as the agent address`,
  )

const note = (what: string): Note => ({
  code: 'HSF_OVS_AGENT',
  text: `${what} (set agent or agentIP in hsflowd.conf, or give --agent)`,
})
