import {
  become,
  canKeep,
  giveDirectories,
  messageOf,
  privilegeError,
  userToBecome,
  type Log,
  type PrivilegeOptions,
  type ServiceUser,
} from '@host-sflow/agent-runtime'
import { closedTo, socketsOf } from './database-socket.ts'

export interface RightsOptions extends Omit<PrivilegeOptions, 'program'> {
  /** `--db`. */
  readonly server: string | undefined
  /** Where the status file goes. */
  readonly directories: readonly string[]
}

const PROGRAM = 'sflowovsd'
const FOR = 'to use the database of Open vSwitch'

/**
 * Started as root, becomes the user, with CAP_DAC_OVERRIDE only if the database is closed to it otherwise; the programs
 * of Open vSwitch that are started from then on have it too. What only root may open is to be opened before.
 * @throws ProgramError HSF_USER, HSF_PRIVILEGES
 */
export async function giveUpRights(options: RightsOptions): Promise<void> {
  const { server, log, directories } = options
  const user = await userToBecome({ ...options, program: PROGRAM })
  if (user === undefined) return
  const reason = whyClosed(user, server)
  if (reason !== undefined && !canKeep('dac_override')) return stayRoot(user, reason, log)
  await giveDirectories(directories.slice(0, 1), user)
  const right = { for: `${FOR}: ${reason}`, inherited: true }
  become({
    user,
    keep: new Map(reason === undefined ? [] : [['dac_override', right]]),
    program: PROGRAM,
    log,
  })
}

/** @throws ProgramError HSF_PRIVILEGES: a root that may not change users (a container without capabilities) */
function whyClosed(user: ServiceUser, server: string | undefined): string | undefined {
  try {
    return socketsOf(server)
      .map((socket) => closedTo(user, socket))
      .find((each) => each !== undefined)
  } catch (error) {
    throw privilegeError(PROGRAM, 'HSF_PRIVILEGES', messageOf(error))
  }
}

/** As another user it could do nothing at all. */
function stayRoot({ name }: ServiceUser, reason: string, log: Log): void {
  log.warn(
    `${PROGRAM} stays root: user ${name} would need CAP_DAC_OVERRIDE ${FOR} (${reason}), which cannot be kept (npm install koffi; or let the group of the user use the socket: docs/privileges.md)`,
  )
}
