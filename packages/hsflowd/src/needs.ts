import type { Capability } from '@host-sflow/linux-net'
import type { Host } from './host/host.ts'
import type { Settings } from './settings/settings.ts'

/**
 * The capabilities that the configured features go on to need after hsflowd has become another user, each with what
 * for. What needs root only once (the UUID of the firmware) is read before.
 */
export function capabilitiesToKeep(settings: Settings, host: Host): Map<Capability, string> {
  const needs = new Map<Capability, string>()
  // SO_BINDTODEVICE (socket(7)), and setns(2) for a namespace that may be made anew at any time.
  if (settings.collectors.some(({ device }) => device !== undefined))
    needs.set('net_raw', 'to send through a device')
  if (settings.collectors.some(({ namespace }) => namespace !== undefined))
    needs.set('sys_admin', 'to send from a network namespace')
  // The kernel shows the system ids of LACP to nobody else (bond_netlink.c).
  if ([...host.network.links.values()].some(({ kind }) => kind === 'bond'))
    needs.set('net_admin', 'to read the system ids of LACP')
  return needs
}
