import { readdirSync } from 'node:fs'
import type { SystemFacts } from '../host/host.ts'
import type { Candidate } from './classes.ts'

/** The addresses of the interfaces that are up. `proc` is where /proc is. Throws where the system does not tell. */
export function readCandidates(
  proc: string,
  { networkInterfaces }: Pick<SystemFacts, 'networkInterfaces'>,
): Candidate[] {
  const vlans = vlanDevices(proc)
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.map(({ address, internal }) => ({
      address,
      device,
      loopback: internal,
      vlan: vlans.has(device),
    })),
  )
}

function vlanDevices(proc: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(`${proc}/net/vlan`))
  } catch {
    // No kernel support, or no VLAN.
    return new Set()
  }
}
