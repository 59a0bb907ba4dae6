import { findRunningHsflowd } from '@host-sflow/config-share'
import { DaemonError } from '../errors.ts'
import { packageLayout, unitFile } from './layout.ts'
import { exists, isOurs } from './place-file.ts'
import { unitState } from './system.ts'

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
