import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { findRunningHsflowd } from '@host-sflow/config-share'
import { DaemonError } from '../errors.ts'
import { localLayout, packageLayout, unitFile } from './layout.ts'
import { exists, isOurs } from './place-file.ts'
import { runStep, unitState } from './system.ts'
import { programUnits } from './units/index.ts'

const MASKED_BY_DEBIAN = '/var/lib/systemd/deb-systemd-helper-masked'

/** @throws DaemonError HSF_INSTALL_RIGHT */
export function needRoot(): void {
  if (process.geteuid?.() !== 0) throw new DaemonError('HSF_INSTALL_RIGHT')
}

/** sd_booted(3). @throws DaemonError HSF_INSTALL_SYSTEMD */
export async function needSystemd(): Promise<void> {
  if (!(await exists('/run/systemd/system'))) throw new DaemonError('HSF_INSTALL_SYSTEMD')
}

/** Files of a package are its package manager's to change. @throws DaemonError HSF_INSTALL_PACKAGED */
export async function refusePackaged(): Promise<void> {
  const file = unitFile(packageLayout, 'hsflowd')
  if (await isOurs(file)) throw new DaemonError('HSF_INSTALL_PACKAGED', file)
}

/** The programs whose services are of packages. */
export async function packagedPrograms(): Promise<string[]> {
  const names = programUnits.map(({ name }) => name)
  const found = await Promise.all(names.map((name) => isOurs(unitFile(packageLayout, name))))
  return names.filter((_, at) => found[at])
}

/**
 * A service that is masked would not start. Debian's packages leave a mask when they are removed but not purged, that of
 * the C daemon too, and note that it is theirs (deb-systemd-helper(1p)); one of the operator stays.
 * @throws DaemonError HSF_INSTALL_MASKED, HSF_INSTALL_STEP
 */
export async function unmask(names: readonly string[]): Promise<void> {
  for (const name of names) {
    if ((await readlink(unitFile(localLayout, name)).catch(() => '')) !== '/dev/null') continue
    if (!(await exists(join(MASKED_BY_DEBIAN, `${name}.service`))))
      throw new DaemonError('HSF_INSTALL_MASKED', `${name}.service`)
    await runStep('systemctl', 'unmask', '--quiet', `${name}.service`)
  }
}

/**
 * Refuses to take the shared file away from another hsflowd, the C one above all.
 * @throws DaemonError HSF_INSTALL_BUSY
 */
export async function refuseRunning(): Promise<void> {
  const pid = await foreignHsflowd()
  if (pid !== undefined) throw new DaemonError('HSF_INSTALL_BUSY', `process ${pid}`)
}

/** The pid of a hsflowd that is not our service, else undefined. */
export async function foreignHsflowd(): Promise<number | undefined> {
  const pid = await findRunningHsflowd()
  if (pid === undefined) return undefined
  const service = await unitState('hsflowd')
  return pid === service.pid && (await isOurs(service.file)) ? undefined : pid
}
