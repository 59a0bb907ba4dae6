import { constants } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { codeOf, messageOf, type Log } from '@host-sflow/agent-runtime'
import { dropPrivileges, linuxNetAvailable, type Capability } from '@host-sflow/linux-net'
import { DaemonError } from './errors.ts'

/** The user that installers make (`hsflowd install`). */
export const SERVICE_USER = 'hsflowd'

/** A user of this host. */
export interface ServiceUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** All groups of the user, for what modules are let into by group (docker, libvirt). */
  readonly groups: readonly number[]
}

/** Looks a user up in passwd(5) and group(5); undefined when there is none of the name. */
export async function findUser(name: string, directory = '/etc'): Promise<ServiceUser | undefined> {
  const lines = async (file: string) =>
    (await readFile(`${directory}/${file}`, 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = (await lines('passwd')).find((fields) => fields[0] === name)
  const [uid, gid] = [Number(entry?.[2] || NaN), Number(entry?.[3] || NaN)]
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) return undefined
  const member = (await lines('group')).filter((fields) => fields[3]?.split(',').includes(name))
  const groups = member.map((fields) => Number(fields[2])).filter(Number.isInteger)
  return { name, uid, gid, groups: [...new Set([gid, ...groups])] }
}

export interface PrivilegeOptions {
  /** The user that was asked for by name; undefined: {@link SERVICE_USER}, if there is one. */
  readonly user: string | undefined
  readonly keepRoot: boolean
  readonly log: Log
}

/**
 * The user that a daemon started as root is to become; undefined where it stays what it is.
 * @throws DaemonError HSF_USER when the user that was named does not exist, or is root
 */
export async function userToBecome({
  user,
  keepRoot,
  log,
}: PrivilegeOptions): Promise<ServiceUser | undefined> {
  if (process.geteuid?.() !== 0 || keepRoot) return undefined
  const name = user ?? SERVICE_USER
  const found = await findUser(name).catch(() => undefined)
  if (found !== undefined && found.uid !== 0) return found
  if (user !== undefined) throw new DaemonError('HSF_USER', user)
  log.warn(
    `there is no user ${name}: hsflowd stays root (make one with: hsflowd install; or give --user NAME, or -P)`,
  )
  return undefined
}

/**
 * Gives directories, which are made where they are missing, to the user. Those of somebody else stay theirs. Never
 * throws: one that cannot be had is said when it is written to.
 */
export async function giveDirectories(
  directories: readonly string[],
  owner: Pick<ServiceUser, 'uid' | 'gid'>,
): Promise<void> {
  for (const directory of directories) await give(directory, owner).catch(() => undefined)
}

// By its descriptor: where the directory above is the user's already, a link to one of root's could take its place.
async function give(directory: string, { uid, gid }: Pick<ServiceUser, 'uid' | 'gid'>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o755 })
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    if ((await handle.stat()).uid === 0) await handle.chown(uid, gid)
  } finally {
    await handle.close()
  }
}

/**
 * Becomes the user for good; what was opened before stays open. Returns the capabilities that are kept, and logs them and
 * what for.
 */
export function become(
  user: ServiceUser,
  keep: ReadonlyMap<Capability, string>,
  log: Log,
): readonly Capability[] {
  try {
    const kept = linuxNetAvailable().available
      ? dropPrivileges({ ...user, keep: [...keep.keys()] })
      : becomeWithout(user)
    const reasons = kept.map((capability) => `CAP_${capability.toUpperCase()} (${keep.get(capability)})`)
    log.info(
      `running as user ${user.name}, ${reasons.length === 0 ? 'without privileges' : `keeping ${reasons.join(', ')}`}`,
    )
    return kept
  } catch (error) {
    // In between two users nothing should go on.
    throw new DaemonError('HSF_PRIVILEGES', `${codeOf(error)} ${messageOf(error)}`.trim())
  }
}

/** Without the native module no capability can be kept. */
function becomeWithout({ uid, gid, groups }: ServiceUser): Capability[] {
  process.setgroups?.([...groups])
  process.setgid?.(gid)
  process.setuid?.(uid)
  return []
}
