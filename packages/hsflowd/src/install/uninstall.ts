import { readdir, readFile, readlink, rm, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { codeOf } from '../host/errors.ts'
import { SHARED_FILE, STATE_DIRECTORY, USER_COMMENT } from './accounts.ts'
import type { Say } from './install.ts'
import { CONFIG_FILE, directoriesFile, localLayout, unitFile, usersFile } from './layout.ts'
import { exists, isOurs } from './place-file.ts'
import { runStep, tryStep } from './system.ts'

export interface UninstallOptions {
  /** `/`, or a tree in which nothing runs. */
  readonly root: string
  readonly names: readonly string[]
  readonly user: string
  /** Also configuration, state, user. */
  readonly purge: boolean
  readonly say: Say
}

/**
 * Stops the services and removes what `install` has made. No list of files is kept: a file is ours when its first line
 * says so, and a list that the service's user could write would let it choose what root removes.
 */
export async function uninstall({ root, names, user, purge, say }: UninstallOptions): Promise<void> {
  const here = root === '/'
  for (const name of names) {
    if (here && (await isOurs(unitFile(localLayout, name)))) {
      await runStep('systemctl', 'disable', '--quiet', '--now', `${name}.service`)
      await say(`${name}: stopped`)
    }
    await removeUnit(root, name, say)
  }
  // Other programs of the suite go on with the user and the directories.
  if (!names.includes('hsflowd')) return
  for (const path of [usersFile(localLayout), directoriesFile(localLayout)]) await removeOurs(root, path, say)
  await remove(root, localLayout.sample, say)
  await removeLink(join(root, SHARED_FILE_LINK), say)
  if (here) {
    await remove(root, dirname(SHARED_FILE), say)
    await runStep('systemctl', 'daemon-reload')
    await tryStep('systemctl', 'reset-failed', ...names.map((name) => `${name}.service`))
  }
  if (!purge) return
  await remove(root, CONFIG_FILE, say)
  await remove(root, STATE_DIRECTORY, say)
  if (here && (await madeForUs(user))) {
    await runStep('userdel', user)
    await say(`user ${user}: removed`)
  }
}

async function removeUnit(root: string, name: string, say: Say): Promise<void> {
  const file = unitFile(localLayout, name)
  const dropIns = `${file}.d`
  for (const dropIn of await readdir(join(root, dropIns)).catch(() => []))
    await removeOurs(root, join(dropIns, dropIn), say)
  // An operator's own drop-ins stay, and the directory with them.
  await rmdir(join(root, dropIns)).catch(() => undefined)
  if (root !== '/') {
    const wants = join(localLayout.units, 'multi-user.target.wants', `${name}.service`)
    if (await isOurs(join(root, file))) await remove(root, wants, say)
  }
  await removeOurs(root, file, say)
}

async function removeOurs(root: string, path: string, say: Say): Promise<void> {
  if (await isOurs(join(root, path))) await remove(root, path, say)
  else if (await exists(join(root, path))) await say(`${path}: kept, it is not of hsflowd install`)
}

async function remove(root: string, path: string, say: Say): Promise<void> {
  if (!(await exists(join(root, path)))) return
  await rm(join(root, path), { recursive: true })
  await say(`${path}: removed`)
}

async function removeLink(link: string, say: Say): Promise<void> {
  try {
    if ((await readlink(link)) !== SHARED_FILE) return
    await unlink(link)
    await say(`${SHARED_FILE_LINK}: removed`)
  } catch (error) {
    // EINVAL: no link, but the file of another hsflowd.
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EINVAL') throw error
  }
}

/** A user of the same name that was there before hsflowd stays. */
async function madeForUs(user: string): Promise<boolean> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = lines.find(([name]) => name === user)
  return found?.[4] === USER_COMMENT && found[5] === STATE_DIRECTORY
}
