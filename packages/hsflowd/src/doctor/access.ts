import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

const [READ, WRITE, ENTER] = [0o4, 0o2, 0o1]

/**
 * Whether a user could make files in a directory, by its modes and those of the directories above it; of one that is not
 * there yet, the nearest one above counts. Access lists and groups beside the first one are not looked at.
 */
export async function mayWrite(directory: string, uid: number, gid: number | undefined): Promise<boolean> {
  const path = resolve(directory)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return path !== '/' && mayWrite(dirname(path), uid, gid)
  if (!allows(found, WRITE | ENTER, uid, gid)) return false
  return mayEnter(dirname(path), uid, gid)
}

/** Whether a user could read a file, looked at in the same way. */
export async function mayRead(file: string, uid: number, gid: number | undefined): Promise<boolean> {
  const path = resolve(file)
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && allows(found, READ, uid, gid) && mayEnter(dirname(path), uid, gid)
}

async function mayEnter(path: string, uid: number, gid: number | undefined): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !allows(found, ENTER, uid, gid)) return false
  return path === '/' || mayEnter(dirname(path), uid, gid)
}

interface Owned {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** The first class that a user belongs to decides (path_resolution(7)). */
function allows(
  { mode, uid: owner, gid: group }: Owned,
  bits: number,
  uid: number,
  gid: number | undefined,
): boolean {
  if (uid === 0) return true
  const shift = uid === owner ? 6 : gid === group ? 3 : 0
  return ((mode >> shift) & bits) === bits
}
