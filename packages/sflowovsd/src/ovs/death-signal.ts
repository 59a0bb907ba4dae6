import { constants } from 'node:fs'
import { findOnPath, isFileFor } from '@host-sflow/agent-runtime'

/**
 * What starts a program so that it ends when this process does, however that ends: setpriv(1) of util-linux, by
 * PR_SET_PDEATHSIG of prctl(2). Empty where it is not there, or is another one (busybox) without it; a process that is
 * killed then leaves behind what it has started.
 */
export async function endsWithUs(program: string, path: string | undefined): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  // What does not exist is to be reported by its own name.
  const [setpriv, own] = await Promise.all([findOnPath('setpriv', path), isThere(program, path)])
  return setpriv === undefined || !own ? [] : [setpriv, '--pdeathsig', 'KILL', '--']
}

const isThere = async (program: string, path: string | undefined): Promise<boolean> =>
  program.includes('/') ? isFileFor(program, constants.X_OK) : (await findOnPath(program, path)) !== undefined

/** Whether a program's message is that of a setpriv that cannot do it (before 2.31): its help may follow. */
export const isOfSetpriv = (message = ''): boolean => /^(?:\S*\/)?setpriv: |^busybox/imu.test(message)
