import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../is-alive.ts'

/** What follows the name of a file in the names of {@link writeAtomically}'s temporary files. */
export const TEMPORARY = /^\.(\d+)\.\d+\.tmp$/u

/**
 * Removes the files that processes which were killed could not: named `prefix`, and then something that matches
 * `rest`, whose first group is the pid. Files with `ownPid` are of an earlier process with the same pid, as is usual in
 * containers: call it before anything is written. Never throws.
 */
export async function removeLeftovers(
  directory: string,
  prefix: string,
  rest: RegExp,
  ownPid = process.pid,
): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(rest.exec(name.slice(prefix.length))?.[1] ?? 0)
    if (pid > 0 && (pid === ownPid || !isAlive(pid))) {
      await unlink(join(directory, name)).catch(() => undefined)
    }
  }
}
