import { readdir, readFile, readlink, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { SHARED_FILE, STATE_DIRECTORY, USER_COMMENT } from './accounts.ts'
import type { Say } from './install.ts'
import { CONFIG_FILE, directoriesFile, dropInFile, localLayout, unitFile, usersFile } from './layout.ts'
import { exists, isOurs } from './place-file.ts'
import { runStep, tryStep } from './system.ts'

export interface UninstallOptions {
  /** `/`, or a tree in which nothing runs. */
  readonly root: string
  /** Of programs; those of hsflowd go with what all of them use. */
  readonly names: readonly string[]
  /** Of parts of hsflowd's unit that allow more, where hsflowd itself stays. */
  readonly dropIns: readonly string[]
  readonly user: string
  /** Packages have the services of these, too: what both have stays, and they go on by the package's unit. */
  readonly packaged: readonly string[]
  /** Also configuration, state, user. */
  readonly purge: boolean
  /** Only say what would be done. */
  readonly dryRun: boolean
  readonly say: Say
}

/**
 * Stops the services and removes what `install` has made. No list of files is kept: a file is ours when its first line
 * says so, and a list that the service's user could write would let it choose what root removes.
 */
export async function uninstall(options: UninstallOptions): Promise<void> {
  const { root, names, dropIns, user, purge, packaged, dryRun } = options
  const here = root === '/'
  const goingOn = names.filter((name) => packaged.includes(name))
  const enabled = await enabledAmong(goingOn)
  for (const name of names) {
    if (here && !goingOn.includes(name) && (await isOurs(unitFile(localLayout, name))))
      await step(options, `${name}: stopped`, 'systemctl', 'disable', '--quiet', '--now', `${name}.service`)
    await removeUnit(options, name)
  }
  // Other programs of the suite go on with the user and the directories.
  if (!names.includes('hsflowd')) return narrow(options, dropIns)
  for (const path of [usersFile(localLayout), directoriesFile(localLayout)]) await removeOurs(options, path)
  await remove(options, localLayout.sample)
  if (goingOn.includes('hsflowd')) return goOn(options, goingOn, enabled)
  const target = await readlink(join(root, SHARED_FILE_LINK)).catch(() => undefined)
  if (target === SHARED_FILE) await remove(options, SHARED_FILE_LINK)
  if (here) {
    await remove(options, dirname(SHARED_FILE))
    if (!dryRun) await forget(names)
  }
  if (!purge) return
  await remove(options, CONFIG_FILE)
  await remove(options, STATE_DIRECTORY)
  if (here && (await madeForUs(user))) await step(options, `user ${user}: removed`, 'userdel', user)
}

async function enabledAmong(names: readonly string[]): Promise<string[]> {
  const enabled: string[] = []
  for (const name of names)
    if ((await tryStep('systemctl', 'is-enabled', '--quiet', `${name}.service`)) === undefined)
      enabled.push(name)
  return enabled
}

/** hsflowd goes on, without these parts of its unit. */
async function narrow(options: UninstallOptions, dropIns: readonly string[]): Promise<void> {
  for (const name of dropIns) await removeOurs(options, dropInFile(localLayout, 'hsflowd', name))
  if (options.root !== '/') return
  if (!options.dryRun) await forget(options.names)
  if (dropIns.length > 0)
    await step(options, 'hsflowd: restarted', 'systemctl', 'try-restart', 'hsflowd.service')
}

/** The links that enable the services have led to the units that are gone. */
async function goOn(
  options: UninstallOptions,
  names: readonly string[],
  enabled: readonly string[],
): Promise<void> {
  const { dryRun } = options
  if (!dryRun) await runStep('systemctl', 'daemon-reload')
  for (const name of names.toReversed()) {
    if (!dryRun && enabled.includes(name))
      await runStep('systemctl', 'reenable', '--quiet', `${name}.service`)
    const done = `${name}: restarted, by the unit of its package; what else there is belongs to that`
    await step(options, done, 'systemctl', 'try-restart', `${name}.service`)
  }
}

/** Units that are gone, and how they ended. */
async function forget(names: readonly string[]): Promise<void> {
  await runStep('systemctl', 'daemon-reload')
  for (const name of names) await tryStep('systemctl', 'reset-failed', `${name}.service`)
}

async function removeUnit(options: UninstallOptions, name: string): Promise<void> {
  const { root } = options
  const file = unitFile(localLayout, name)
  const dropIns = `${file}.d`
  for (const dropIn of await readdir(join(root, dropIns)).catch(() => []))
    await removeOurs(options, join(dropIns, dropIn))
  // An operator's own drop-ins stay, and the directory with them.
  if (!options.dryRun) await rmdir(join(root, dropIns)).catch(() => undefined)
  // In a machine that runs, systemctl has done it.
  const wants = join(localLayout.units, 'multi-user.target.wants', `${name}.service`)
  if (root !== '/' && (await isOurs(join(root, file)))) await remove(options, wants)
  await removeOurs(options, file)
}

async function removeOurs(options: UninstallOptions, path: string): Promise<void> {
  if (await isOurs(join(options.root, path))) await remove(options, path)
  else if (await exists(join(options.root, path)))
    await options.say(`${path}: kept, it is not of hsflowd install`)
}

async function remove(options: UninstallOptions, path: string): Promise<void> {
  if (!(await exists(join(options.root, path)))) return
  // rm(1) cannot be led elsewhere by links that a directory's owner makes meanwhile; Node's own rm can.
  await step(options, `${path}: removed`, 'rm', '-r', '--', join(options.root, path))
}

async function step(
  { dryRun, say }: UninstallOptions,
  done: string,
  program: string,
  ...args: readonly string[]
): Promise<void> {
  if (!dryRun) await runStep(program, ...args)
  await say(dryRun ? done.replace(': ', ': would be ') : done)
}

/** A user of the same name that was there before hsflowd stays. */
async function madeForUs(user: string): Promise<boolean> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = lines.find(([name]) => name === user)
  return found?.[4] === USER_COMMENT && found[5] === STATE_DIRECTORY
}
