import { closeSync, constants, openSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { codeOf, type ServiceUser } from '@host-sflow/agent-runtime'
import { defaultServer, runDirectory } from '../ovs/run-directory.ts'
import { asUser } from './as-user.ts'

/**
 * The unix sockets among the servers of `--db` (ovsdb(7), "Active connection methods"; more than one with commas);
 * undefined: where the programs look by themselves.
 */
export function socketsOf(server: string | undefined, environment = process.env): string[] {
  return (server ?? defaultServer(environment))
    .split(',')
    .filter((each) => each.startsWith('unix:'))
    .map((each) => resolve(runDirectory(environment), each.slice('unix:'.length)))
}

/**
 * Why a user could not connect to a socket; undefined: it could. To be called as root. The kernel is asked, so access
 * control lists and all directories above count: open(2) of a socket fails always, but with ENXIO only after it was allowed.
 */
export function closedTo(user: ServiceUser, socket: string): string | undefined {
  const code = asUser(user, () => codeOfOpen(socket))
  if (code === 'EACCES') return `${socket} is closed to it${modeOf(socket)}`
  // Open vSwitch makes it for root alone, unless told otherwise.
  return code === 'ENOENT' ? `${socket} is not there yet` : undefined
}

function codeOfOpen(path: string): string {
  try {
    // connect(2) needs the right to write, unix(7). O_NONBLOCK: whatever else is there holds nothing up.
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
    return ''
  } catch (error) {
    return codeOf(error)
  }
}

function modeOf(path: string): string {
  try {
    const { mode, uid, gid } = statSync(path)
    return `, it has mode ${(mode & 0o777).toString(8)} of user ${uid}, group ${gid}`
  } catch {
    // Gone, or closed to a root without CAP_DAC_OVERRIDE as well.
    return ''
  }
}
