import { access, constants, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { DaemonError } from '../errors.ts'
import type { Program } from './render-unit.ts'

/** Of the directories above a file: searched by everybody; of the file itself: read by everybody. */
const OTHERS_SEARCH = 0o001
const OTHERS_READ = 0o004

/** What the service sees of its own instead (PrivateTmp=), so that a program in it is not found. */
const PRIVATE = ['/tmp', '/var/tmp']
/** Belongs to one user, and comes and goes with what that user does. */
const PERSONAL = /^\/(?:home|root|run\/user)\//u

/**
 * The Node.js that runs now, and the script of a program: ours, or that of another package, which lies beside it where
 * npm installs and in the repository.
 * @throws DaemonError HSF_INSTALL_OUT_OF_REACH when the package is not there
 */
export async function findProgram(name: string, ownScript: string): Promise<Program> {
  const own = await realpath(ownScript)
  const script = name === 'hsflowd' ? own : join(dirname(own), '..', '..', name, 'bin', `${name}.js`)
  const node = await realpath(process.execPath)
  try {
    await access(script, constants.R_OK)
    return { node, script }
  } catch {
    throw new DaemonError('HSF_INSTALL_OUT_OF_REACH', `${name} is not at ${script}`)
  }
}

/** In a tree that will be a root file system: as seen from inside, where it is in there. */
export function seenFrom(root: string, { node, script }: Program): Program {
  const inside = (path: string): string => {
    const below = relative(root, path)
    return below.startsWith('..') ? path : `/${below}`
  }
  return { node: inside(node), script: inside(script) }
}

/**
 * Whether a service of another user can run the program.
 * @throws DaemonError HSF_INSTALL_OUT_OF_REACH
 */
export async function checkReach({ node, script }: Program, hidden = PRIVATE): Promise<string[]> {
  for (const path of [node, script]) {
    const at = hidden.find((directory) => path.startsWith(`${directory}/`))
    if (at !== undefined)
      throw new DaemonError(
        'HSF_INSTALL_OUT_OF_REACH',
        `${path} is in ${at}, of which services have their own`,
      )
    const closed = await closedPart(path)
    if (closed !== undefined)
      throw new DaemonError(
        'HSF_INSTALL_OUT_OF_REACH',
        `${path}: only some users may enter or read ${closed}`,
      )
  }
  return [node, script]
    .filter((path) => PERSONAL.test(path))
    .map(
      (path) =>
        `${path} is in a home directory: when it moves (another Node.js, another version), install again`,
    )
}

/** The first of a path's directories, or the file, that not everybody may enter or read. */
async function closedPart(path: string): Promise<string | undefined> {
  const above: string[] = []
  for (let at = dirname(path); !above.includes(at); at = dirname(at)) above.unshift(at)
  for (const directory of above) if (((await stat(directory)).mode & OTHERS_SEARCH) === 0) return directory
  return ((await stat(path)).mode & OTHERS_READ) === 0 ? path : undefined
}
