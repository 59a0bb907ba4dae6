import { readFile } from 'node:fs/promises'

/** The user that installers make (`hsflowd install`), for all agents of a host. */
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
