import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { problem, sharedFileError } from './errors.ts'
import { writeProblem } from './write-problem.ts'

/** Where every program of the host looks for the shared settings. */
export const SHARED_FILE_LINK = '/etc/hsflowd.auto'

type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  /** The file that the user named: nothing else counts then. */
  readonly explicit?: string | undefined
  /** Default: `process.env`. */
  readonly env?: Environment
  /** Stands for `/` in tests. */
  readonly root?: string
}

/**
 * Where a reader looks, best first. A file that is named (option, else `$HSFLOWD_AUTO`) is the only one;
 * else `/etc/hsflowd.auto`, then `$XDG_RUNTIME_DIR/hsflowd/hsflowd.auto`.
 */
export function sharedFilePaths({ explicit, env = process.env, root = '/' }: Place = {}): string[] {
  const named = explicit ?? nonEmpty(env['HSFLOWD_AUTO'])
  if (named !== undefined) return [named]
  const own = userFile(env)
  return [join(root, SHARED_FILE_LINK), ...(own === undefined ? [] : [own])]
}

/**
 * Where hsflowd writes: the file that is named (option, else `$HSFLOWD_AUTO`); for root and for the owner of
 * `/run/hsflowd` (`/var/run` where there is no `/run`) the file in there; for any other user the one in
 * `$XDG_RUNTIME_DIR`. Changes nothing. Throws HSF_SHARED_NO_PLACE when none of these is there.
 *
 * @param place.uid default: the effective user of this process
 */
export async function sharedFileToWrite(place: Place & { readonly uid?: number } = {}): Promise<string> {
  const { explicit, env = process.env, root = '/', uid = process.geteuid?.() } = place
  const named = explicit ?? nonEmpty(env['HSFLOWD_AUTO'])
  if (named !== undefined) return named
  for (const run of ['run', 'var/run']) {
    const parent = await ownerOf(join(root, run))
    const directory = join(root, run, 'hsflowd')
    const owner = await ownerOf(directory)
    const ours = uid === 0 ? parent !== undefined : owner !== undefined && owner === uid
    if (ours) return join(directory, 'hsflowd.auto')
  }
  const own = userFile(env)
  if (own === undefined) throw sharedFileError(problem('HSF_SHARED_NO_PLACE'))
  return own
}

/**
 * Makes the directory of a shared file (mode 0755, one level) and gives it to the user that hsflowd will run as.
 * A directory that is there already only changes its owner. Throws the errors of the writer.
 */
export async function makeSharedDirectory(
  file: string,
  owner?: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const directory = dirname(file)
  try {
    if ((await ownerOf(directory)) === undefined) {
      await mkdir(directory)
      // Whatever the umask is: readers run as any user.
      await chmod(directory, 0o755)
    }
    if (owner !== undefined) await chown(directory, owner.uid, owner.gid)
  } catch (error) {
    throw sharedFileError(writeProblem(error, file), error)
  }
}

async function ownerOf(directory: string): Promise<number | undefined> {
  try {
    const found = await stat(directory)
    return found.isDirectory() ? found.uid : undefined
  } catch {
    return undefined
  }
}

// The XDG base directory specification: relative paths are invalid and ignored.
function userFile(env: Environment): string | undefined {
  const runtime = env['XDG_RUNTIME_DIR']
  return runtime !== undefined && isAbsolute(runtime) ? join(runtime, 'hsflowd', 'hsflowd.auto') : undefined
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
