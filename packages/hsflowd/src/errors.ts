import { exitCodes, ProgramError } from '@host-sflow/agent-runtime'

/** Why hsflowd does not start, or what it could not do, and what mends it. */
const daemonErrors = {
  HSF_CONFIG_INVALID: {
    message: 'the configuration is invalid',
    remedy: 'correct the lines that are named; try with: hsflowd --check -f FILE',
    exitCode: exitCodes.configuration,
  },
  HSF_CONFIG_MISSING: {
    message: 'the configuration file cannot be read',
    remedy: 'correct the name (-f FILE or $HSFLOWD_CONF), or make the file readable for this user',
    exitCode: exitCodes.configuration,
  },
  HSF_CONFIG_NO_COLLECTOR: {
    message: 'no collector is configured',
    remedy: 'give --collector HOST, or name one in the configuration file',
    exitCode: exitCodes.configuration,
  },
  HSF_SHARED_PLACE: {
    message: 'the shared file cannot be written over a directory',
    remedy: 'name a file in it: -o DIRECTORY/hsflowd.auto',
    exitCode: exitCodes.usage,
  },
  HSF_USAGE: {
    message: 'the command line is not understood',
    remedy: 'see: hsflowd --help',
    exitCode: exitCodes.usage,
  },
  HSF_COMMAND: {
    message: 'hsflowd has no such command',
    remedy: 'see: hsflowd --help',
    exitCode: exitCodes.usage,
  },
  HSF_NOT_SENT: {
    message: 'not every collector could be sent to',
    remedy: 'see the line of each in the log; where it should arrive, run: sflow listen',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_RIGHT: {
    message: 'only root can do this',
    remedy:
      'try: sudo hsflowd install; --dry-run shows what it does, --destdir DIR does it below a directory',
    exitCode: exitCodes.noPermission,
  },
  HSF_INSTALL_NAME: {
    message: 'there is nothing of this name to install',
    remedy: 'correct --with',
    exitCode: exitCodes.usage,
  },
  HSF_INSTALL_USER: {
    message: 'systemd takes this for no name of a user',
    remedy: 'correct --user: a letter or _, then letters, digits, _ and -, 31 at most',
    exitCode: exitCodes.usage,
  },
  HSF_INSTALL_SYSTEMD: {
    message: 'systemd does not run here',
    remedy:
      'start hsflowd by what supervises services here: it stays in the foreground and logs to standard error',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_BUSY: {
    message: 'another hsflowd runs here',
    remedy: 'stop it (systemctl disable --now hsflowd), then install again',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_PACKAGED: {
    message: 'hsflowd has been installed from a package',
    remedy: 'use its package manager (apt, dnf); or remove that package first',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_MASKED: {
    message: 'the service may not be started, it is masked',
    remedy: 'if nobody wants that any more: systemctl unmask hsflowd, then install again',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_OUT_OF_REACH: {
    message: 'the service could not run this program',
    remedy:
      'install Node.js and hsflowd where every user can read them (npm install -g as root, not under a home directory)',
    exitCode: exitCodes.unavailable,
  },
  HSF_INSTALL_STEP: {
    message: 'the installation is not complete',
    remedy: 'see the cause; what has been done is kept, and the same command goes on from there',
    exitCode: exitCodes.failure,
  },
} as const

/** What may go wrong in a running hsflowd, which goes on. */
const daemonConditions = {
  HSF_ADDRESS: {
    message: 'the addresses of this host cannot be read',
    remedy: 'set agentIP; in a sandbox allow AF_NETLINK (RestrictAddressFamilies=)',
  },
  HSF_NETWORK: {
    message: 'changes of interfaces cannot be noticed',
    remedy: 'see the cause; the known interfaces go on, and it is tried again every second',
  },
  HSF_SHARED_FILE: {
    message: 'the settings for the other agents cannot be written',
    remedy: 'see the cause; the other agents keep what they have, and it is tried again every second',
  },
} as const

/** The text of a condition, to be logged under its code. */
export function describeCondition(code: keyof typeof daemonConditions, cause: unknown): string {
  const { message, remedy } = daemonConditions[code]
  return `${message}: ${cause instanceof Error ? cause.message : String(cause)} (${remedy})`
}

export type DaemonErrorCode = keyof typeof daemonErrors

/** An error that ends the program with its own exit code. Its message ends with the remedy. */
export class DaemonError extends ProgramError<DaemonErrorCode> {
  constructor(code: DaemonErrorCode, detail?: string) {
    super(daemonErrors, code, detail)
    this.name = 'DaemonError'
  }
}
