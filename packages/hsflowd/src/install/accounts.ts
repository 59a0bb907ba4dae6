// The user and the directories of the service, as systemd-sysusers and systemd-tmpfiles make them: in the machine that
// runs, and at each boot of an image.
import { DaemonError } from '../errors.ts'
import { marked } from './render-unit.ts'

export const DEFAULT_USER = 'hsflowd'
export const SHARED_FILE = '/run/hsflowd/hsflowd.auto'
export const STATE_DIRECTORY = '/var/lib/hsflowd'
/** By it, `uninstall --purge` knows a user that was made for hsflowd. */
export const USER_COMMENT = 'Host sFlow agents'

/** "User/Group Name Syntax" of systemd, strict mode. @throws DaemonError HSF_INSTALL_USER */
export function checkUser(user: string): void {
  if (!/^[a-z_][\w-]{0,30}$/iu.test(user)) throw new DaemonError('HSF_INSTALL_USER', user)
}

/** sysusers.d(5): a system user without a shell, and its group. */
export function sysusersText(user: string): string {
  return marked('the user of the service', `u ${user} - "${USER_COMMENT}" ${STATE_DIRECTORY}\n`)
}

/**
 * tmpfiles.d(5). Agents that run as other users write their status into `agents`, if they are in the group; not every
 * user of the host, who could fill /run with it. In it none can remove or replace what another one has written
 * (sticky). The firmware's UUID, by which a collector knows a guest of a hypervisor, is readable for root only: for the
 * group too, the daemon needs no right to send it. `L` and `z` leave alone what is a file of somebody else, or absent.
 */
export function tmpfilesText(user: string): string {
  return marked(
    'directories of the service',
    [
      `d /run/hsflowd 0755 ${user} ${user} -`,
      `d /run/hsflowd/agents 3775 ${user} ${user} -`,
      `L /etc/hsflowd.auto - - - - ${SHARED_FILE}`,
      `z /sys/devices/virtual/dmi/id/product_uuid 0440 root ${user} -`,
      '',
    ].join('\n'),
  )
}
