import type { KeptRight } from '@host-sflow/agent-runtime'
import { CAPABILITIES, type Capability } from '@host-sflow/linux-net'
import type { Host } from './host/host.ts'
import { wantedModules } from './modules/index.ts'
import type { Settings } from './settings/settings.ts'

/**
 * The capabilities that the configured features go on to need after hsflowd has become another user, each with what
 * for. What needs root only once (the UUID of the firmware) is read before.
 */
export async function capabilitiesToKeep(
  settings: Settings,
  host: Host,
): Promise<Map<Capability, KeptRight>> {
  const needs = new Map<Capability, KeptRight>()
  const add = (capability: Capability, right: KeptRight): void => {
    const other = needs.get(capability)
    const both = other && { for: `${other.for}, ${right.for}`, inherited: other.inherited || right.inherited }
    needs.set(capability, both ?? right)
  }
  // SO_BINDTODEVICE (socket(7)), and setns(2) for a namespace that may be made anew at any time.
  if (settings.collectors.some(({ device }) => device !== undefined))
    add('net_raw', { for: 'to send through a device' })
  if (settings.collectors.some(({ namespace }) => namespace !== undefined))
    add('sys_admin', { for: 'to send from a network namespace' })
  // The kernel shows the system ids of LACP to nobody else (bond_netlink.c).
  if ([...host.network.links.values()].some(({ kind }) => kind === 'bond'))
    add('net_admin', { for: 'to read the system ids of LACP' })
  for (const module of await wantedModules(settings))
    for (const { right, for: purpose, inherited, when } of module.needs) {
      const capability = CAPABILITIES.find((name) => `CAP_${name.toUpperCase()}` === right)
      // What it does with root alone, it does when it starts.
      if (capability !== undefined && when?.(settings) !== false)
        add(capability, { for: `for module ${module.name}: ${purpose}`, inherited })
    }
  return needs
}
