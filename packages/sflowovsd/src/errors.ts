import { exitCodes, ProgramError, type ProgramErrorRow } from '@host-sflow/agent-runtime'

const row = (message: string, remedy: string, exitCode: number): ProgramErrorRow => ({
  message,
  remedy,
  exitCode,
})

/** What sflowovsd reports, and what mends it. */
const ovsErrors = {
  HSF_OVS_MISSING: row(
    'a program of Open vSwitch is not there',
    'install Open vSwitch (Debian: openvswitch-switch), or put its programs on PATH',
    exitCodes.unavailable,
  ),
  HSF_OVS_UNREACHABLE: row(
    'the database of Open vSwitch cannot be reached',
    'start ovsdb-server (systemctl start openvswitch-switch), or say where it listens: --db unix:SOCKET, or OVS_RUNDIR',
    exitCodes.unavailable,
  ),
  HSF_OVS_PERMISSION: row(
    'this user may not use the database of Open vSwitch',
    'run sflowovsd as root or with CAP_DAC_OVERRIDE, or let its group use the socket; see docs/privileges.md',
    exitCodes.noPermission,
  ),
  HSF_OVS_TIMEOUT: row(
    'Open vSwitch does not answer in time',
    'see whether ovsdb-server hangs; allow more with --timeout SECONDS',
    exitCodes.unavailable,
  ),
  HSF_OVS_UNCONFIRMED: row(
    'the database of Open vSwitch has the settings, but ovs-vswitchd has not taken them in',
    'start ovs-vswitchd, or see in its log what keeps it; it takes them in by itself',
    exitCodes.unavailable,
  ),
  HSF_OVS_MONITOR: row(
    'changes of Open vSwitch are not seen at once',
    'nothing is to be done if it is seldom: ovsdb-client is started again by itself',
    exitCodes.unavailable,
  ),
  HSF_OVS_CONTENTION: row(
    'somebody else keeps changing the sFlow settings of Open vSwitch',
    'find who does, and stop it: a second sflowovsd, mod_ovs of a C hsflowd, a controller, a script; ' +
      'until then its changes are put right less and less often',
    exitCodes.failure,
  ),
  HSF_OVS_BEHIND: row(
    'ovs-vswitchd has not taken in what the database of Open vSwitch holds',
    'start ovs-vswitchd, or see in its log what keeps it',
    exitCodes.unavailable,
  ),
  HSF_OVS_OUTPUT: row(
    'the output of a program of Open vSwitch is not understood',
    'see that PATH leads to the real program; show the output with -d -d -d',
    exitCodes.failure,
  ),
  HSF_OVS_FAILED: row(
    'a command of Open vSwitch failed',
    'see its message; show commands and outputs with -d -d -d',
    exitCodes.failure,
  ),
  HSF_OVS_UNSUPPORTED: row(
    'this Open vSwitch does not know the command',
    'the other way of its versions is tried next',
    exitCodes.failure,
  ),
  HSF_OVS_STALE: row(
    'Open vSwitch has changed meanwhile',
    'nothing is to be done: it is read again at once',
    exitCodes.failure,
  ),
  HSF_OVS_DIFFERS: row(
    'Open vSwitch does not have the settings that it was given',
    'see whether something else sets sFlow too (ovs-vsctl list sflow); it is tried again',
    exitCodes.failure,
  ),
  HSF_SETTINGS: row(
    'there are no settings to apply',
    'start hsflowd, name its file with -f FILE, or give --collector HOST',
    exitCodes.configuration,
  ),
  HSF_USAGE: row('the command line is not understood', 'see: sflowovsd --help', exitCodes.usage),
} as const

export type OvsErrorCode = keyof typeof ovsErrors

/** An error that ends the program with its own exit code where it is not caught. Its message ends with the remedy. */
export class OvsError extends ProgramError<OvsErrorCode> {
  constructor(code: OvsErrorCode, detail?: string) {
    super(ovsErrors, code, detail)
    this.name = 'OvsError'
  }
}

/** Whether another try mends it: something has changed meanwhile, or another way is tried next. */
export const isPassing = (error: unknown): boolean =>
  error instanceof OvsError && (error.code === 'HSF_OVS_STALE' || error.code === 'HSF_OVS_UNSUPPORTED')
