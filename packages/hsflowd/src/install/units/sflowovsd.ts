import { capability } from './capability.ts'
import type { ProgramUnit } from './program.ts'

/** Open vSwitch as its packages start it: Debian's, those of RHEL and its relatives, and what both consist of. */
const OPEN_VSWITCH =
  'openvswitch-switch.service openvswitch.service ovsdb-server.service ovs-vswitchd.service'

/**
 * Keeps Open vSwitch's sFlow in step with the settings of the host. It goes on while Open vSwitch is restarted, and waits
 * where it is not there: hence no Requires=.
 */
export const sflowovsd: ProgramUnit = {
  name: 'sflowovsd',
  description: "Host sFlow: keeps Open vSwitch's sFlow in step",
  documentation: 'man:sflowovsd(8)',
  configured: false,
  unit: [['After', `network.target ${OPEN_VSWITCH} hsflowd.service`]],
  service: [
    // The socket of the database is root's where nobody has changed that (docs/privileges.md of sflowovsd).
    ...capability('CAP_DAC_OVERRIDE'),
    // Nothing of /proc but its own: other processes are none of its business.
    ['ProcSubset', 'pid'],
    // The status file; hsflowd's tmpfiles.d makes the directory.
    ['ReadWritePaths', '-/run/hsflowd/agents'],
    // Far above what it takes (60 MB with what it starts): for a mistake, not for the normal case.
    ['MemoryMax', '256M'],
    ['TasksMax', '64'],
  ],
  dropIns: [],
}
