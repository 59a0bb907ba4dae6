/**
 * Keys of the C daemon that this build does not have: accepted with a warning, so that its files start this daemon too.
 * Lower case.
 */
export const laterKeys: ReadonlySet<string> = new Set(
  (
    'agent.cidr refreshadaptors checkadaptors refreshvms forgetvms modules loopback samplingdirection dnssd_domain ' +
    'uloggroup ulogprobability nfloggroup nflogprobability jsonport jsonfifo xen.update.dominfo xen.dsk'
  ).split(' '),
)
