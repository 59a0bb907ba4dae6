import { capability } from './capability.ts'
import type { ProgramUnit } from './program.ts'

/** The daemon of each host. It has no capability: every counter of the base can be read without. */
export const hsflowd: ProgramUnit = {
  name: 'hsflowd',
  description: 'Host sFlow agent',
  documentation: 'man:hsflowd(8) man:hsflowd.conf(5)',
  configured: true,
  unit: [
    ['After', 'network-online.target nss-lookup.target'],
    ['Wants', 'network-online.target'],
  ],
  service: [
    // Sub-agents follow the shared file also while hsflowd restarts.
    ['RuntimeDirectory', 'hsflowd'],
    ['RuntimeDirectoryPreserve', 'yes'],
    ['StateDirectory', 'hsflowd'],
    // Far above what it takes (50 MB): for a mistake, not for the normal case.
    ['MemoryMax', '256M'],
    ['TasksMax', '64'],
  ],
  dropIns: [
    {
      name: 'collector-dev',
      for: 'collectors that are bound to a device (dev = NAME) on kernels before 5.7',
      service: capability('CAP_NET_RAW'),
    },
    {
      name: 'collector-namespace',
      for: 'collectors in another network namespace (namespace = NAME)',
      // setns(2) is in the allowed @process; entering a network namespace needs CAP_SYS_ADMIN there and here.
      service: [...capability('CAP_SYS_ADMIN'), ['RestrictNamespaces', 'net']],
    },
    {
      name: 'lacp',
      for: 'the system ids of LACP (dot3adAggPortActorSystemID and its partner) of bonds',
      service: capability('CAP_NET_ADMIN'),
    },
    {
      name: 'ovs',
      for: 'Open vSwitch (ovs { }): sflowovsd, which hsflowd starts, may use its database',
      service: capability('CAP_DAC_OVERRIDE'),
    },
    {
      name: 'shared-tmp',
      for: 'a FIFO of the JSON input in /tmp or /var/tmp, of which the service has its own otherwise',
      service: [['PrivateTmp', 'no']],
    },
  ],
}
