import { exitCodes } from '@host-sflow/agent-runtime'

/** Why hsflowd does not start. */
export const daemonErrors = {
  HSF_CONFIG_INVALID: { message: 'the configuration is invalid', exitCode: exitCodes.configuration },
  HSF_CONFIG_MISSING: { message: 'the configuration file cannot be read', exitCode: exitCodes.configuration },
  HSF_CONFIG_NO_COLLECTOR: {
    message: 'no collector is configured: give --collector HOST, or name one in /etc/hsflowd.conf',
    exitCode: exitCodes.configuration,
  },
  HSF_RUNNING: {
    message: 'another hsflowd has the pid file: stop it, or name another file with -p',
    exitCode: exitCodes.unavailable,
  },
  HSF_PID_FILE: {
    message: 'the pid file cannot be written: make its directory, or name another file with -p',
    exitCode: exitCodes.failure,
  },
  HSF_NOT_SENT: { message: 'not every collector could be sent to', exitCode: exitCodes.unavailable },
} as const

export type DaemonErrorCode = keyof typeof daemonErrors

/** An error that ends the program with its own exit code. */
export class DaemonError extends Error {
  readonly code: DaemonErrorCode
  readonly exitCode: number

  constructor(code: DaemonErrorCode, detail?: string) {
    super(detail === undefined ? daemonErrors[code].message : `${daemonErrors[code].message}: ${detail}`)
    this.name = 'DaemonError'
    this.code = code
    this.exitCode = daemonErrors[code].exitCode
  }
}
