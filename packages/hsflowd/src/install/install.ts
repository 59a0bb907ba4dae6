import { chmod, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeProblem, linkSharedFile, SHARED_FILE_LINK } from '@host-sflow/config-share'
import { DaemonError } from '../errors.ts'
import { SHARED_FILE } from './accounts.ts'
import { directoriesFile, localLayout, unitFile, usersFile } from './layout.ts'
import { exists, placeFile, placing } from './place-file.ts'
import type { PlannedFile } from './plan.ts'
import { foreignHsflowd } from './preconditions.ts'
import { MARK } from './render-unit.ts'
import { runStep, tryStep, unitState } from './system.ts'

export type Say = (line: string) => Promise<void>

/** A daemon that does not like its configuration ends within this time. */
const SETTLE_MS = 1000

/** What would be done, changing nothing. */
export async function showPlan(
  root: string,
  files: readonly PlannedFile[],
  names: readonly string[],
  say: Say,
): Promise<void> {
  for (const file of files) {
    const placed = await placing(root, file)
    await say(`${file.path}: would be ${placed}`)
    // The sample is long, and `hsflowd config sample` prints it.
    if (file.text.startsWith(MARK) && placed !== 'unchanged')
      await say(file.text.replaceAll(/^(?=.)/gmu, '  '))
  }
  await say(`${SHARED_FILE_LINK}: would lead to ${SHARED_FILE}`)
  const started = root === '/' ? ' and started' : ''
  for (const name of names) await say(`${name}.service: would be enabled${started}`)
}

/** Makes the files below a directory that will be a root file system, enabled at its next boot. */
export async function installTree(
  root: string,
  files: readonly PlannedFile[],
  names: readonly string[],
  say: Say,
): Promise<void> {
  await placeAll(root, files, say)
  for (const name of names) {
    const wants = join(localLayout.units, 'multi-user.target.wants', `${name}.service`)
    await linkOnce(root, wants, `../${name}.service`, say)
  }
  await linkOnce(root, SHARED_FILE_LINK, SHARED_FILE, say)
}

/** Makes the files, the user and the directories, and (re)starts the services. @throws DaemonError HSF_INSTALL_STEP */
export async function installHere(
  files: readonly PlannedFile[],
  names: readonly string[],
  say: Say,
): Promise<void> {
  await placeAll('/', files, say)
  await runStep('systemd-sysusers', usersFile(localLayout))
  await linkHere(say)
  const trouble = await tryStep('systemd-tmpfiles', '--create', directoriesFile(localLayout))
  if (trouble !== undefined) await say(`not every directory is as it should be: ${trouble}`)
  await runStep('systemctl', 'daemon-reload')
  for (const name of names) {
    await runStep('systemctl', 'enable', '--quiet', `${name}.service`)
    await start(name, say)
  }
}

async function placeAll(root: string, files: readonly PlannedFile[], say: Say): Promise<void> {
  for (const file of files) {
    const placed = await placeFile(root, file)
    // Whatever umask and earlier modes are: systemd and the service's user read them.
    if (placed !== 'kept') await chmod(join(root, file.path), 0o644)
    await say(`${file.path}: ${placed}`)
  }
}

async function linkOnce(root: string, path: string, target: string, say: Say): Promise<void> {
  const link = join(root, path)
  if (await exists(link)) return say(`${path}: kept`)
  await mkdir(dirname(link), { recursive: true })
  await symlink(target, link)
  return say(`${path}: made`)
}

/** A file that a C daemon has left is replaced; the one of a running daemon never is. */
async function linkHere(say: Say): Promise<void> {
  const result = await linkSharedFile({ file: SHARED_FILE, findRunning: foreignHsflowd })
  await say(
    result.state === 'kept'
      ? describeProblem(result.problem)
      : `${SHARED_FILE_LINK}: ${result.state === 'linked' ? 'made' : 'unchanged'}`,
  )
}

async function start(name: string, say: Say): Promise<void> {
  const journal = `see: journalctl -u ${name} -n 20`
  const trouble = await tryStep('systemctl', 'restart', `${name}.service`)
  if (trouble !== undefined) throw new DaemonError('HSF_INSTALL_STEP', `${trouble}; ${journal}`)
  await sleep(SETTLE_MS)
  const { active, pid, file } = await unitState(name)
  if (active !== 'active')
    throw new DaemonError('HSF_INSTALL_STEP', `${name} does not stay up (${active}); ${journal}`)
  if (file !== unitFile(localLayout, name))
    throw new DaemonError('HSF_INSTALL_STEP', `systemd runs ${name} by another unit, ${file}`)
  await say(`${name} runs, process ${pid}`)
}
