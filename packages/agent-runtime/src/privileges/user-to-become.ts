import type { Log } from '../log/log.ts'
import { privilegeError } from './errors.ts'
import { findUser, SERVICE_USER, type ServiceUser } from './service-user.ts'

export interface PrivilegeOptions {
  /** Its name, for texts. */
  readonly program: string
  /** The user that was asked for by name; undefined: {@link SERVICE_USER}, if there is one. */
  readonly user: string | undefined
  readonly keepRoot: boolean
  readonly log: Log
}

/**
 * The user that a daemon started as root is to become; undefined where it stays what it is.
 * @throws ProgramError HSF_USER when the user that was named does not exist, or is root
 */
export async function userToBecome({
  program,
  user,
  keepRoot,
  log,
}: PrivilegeOptions): Promise<ServiceUser | undefined> {
  if (process.geteuid?.() !== 0 || keepRoot) return undefined
  const name = user ?? SERVICE_USER
  const found = await findUser(name).catch(() => undefined)
  if (found !== undefined && found.uid !== 0) return found
  if (user !== undefined) throw privilegeError(program, 'HSF_USER', user)
  log.warn(
    `there is no user ${name}: ${program} stays root (make one with: hsflowd install; or give --user NAME, or -P)`,
  )
  return undefined
}
