import { constants } from 'node:fs'
import { lstat, open, readFile, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, messageOf } from '../errors.ts'
import { isAlive } from '../is-alive.ts'
import { exitCodes } from './help-text.ts'
import { ProgramError } from './program-error.ts'

const pidFileErrors = {
  HSF_RUNNING: {
    message: 'another process of this program has the pid file',
    remedy: 'stop it, or name another file with -p',
    exitCode: exitCodes.unavailable,
  },
  HSF_PID_FILE: {
    message: 'the pid file cannot be written',
    remedy: 'make its directory, or name another file with -p',
    exitCode: exitCodes.failure,
  },
  HSF_PID_FILE_RIGHT: {
    message: 'this user may not write the pid file',
    remedy: 'give the user its directory, or name another file with -p',
    exitCode: exitCodes.noPermission,
  },
} as const

/** An error that ends the program with its own exit code. */
export class PidFileError extends ProgramError<keyof typeof pidFileErrors> {
  constructor(code: keyof typeof pidFileErrors, detail: string) {
    super(pidFileErrors, code, detail)
    this.name = 'PidFileError'
  }
}

/**
 * Writes the process id, unless that of a running process of the program `name` is there; returns what removes the file
 * again, or empties it where its directory does not let us (after another user was become). A file that a crash has left
 * is overwritten, also when its number is that of another program by now. `root` stands for `/` in tests.
 * @throws PidFileError
 */
export async function openPidFile(
  file: string | undefined,
  name: string,
  root = '/',
): Promise<() => Promise<void>> {
  if (file === undefined) return () => Promise.resolve()
  const other = Number(await read(file))
  const isOther = Number.isSafeInteger(other) && other > 0 && other !== process.pid && isAlive(other)
  // Where names cannot be seen (no /proc, hidepid), rather do not start than take the place of a running one.
  if (isOther && ['', name].includes(await nameOf(other, root)))
    throw new PidFileError('HSF_RUNNING', `process ${other} (${file})`)
  const handle = await write(file)
  return async () => {
    if (await isStill(file, handle)) await unlink(file).catch(() => handle.truncate(0).catch(() => undefined))
    await handle.close()
  }
}

/** Somebody may have removed it, and another process have made its own. */
async function isStill(file: string, handle: FileHandle): Promise<boolean> {
  const [there, ours] = await Promise.all([lstat(file).catch(() => undefined), handle.stat()])
  return there?.ino === ours.ino && there.dev === ours.dev
}

/** As `ps` shows it; empty where it cannot be seen. */
const nameOf = async (pid: number, root: string): Promise<string> =>
  (await readFile(join(root, 'proc', `${pid}`, 'comm'), 'utf8').catch(() => '')).trim()

// Root opens it, in a directory that may be another user's: a link there must not lead to a file of root's, and a named
// pipe not be waited for. Windows has neither.
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC } = constants

async function read(file: string): Promise<string> {
  const handle = await open(file, O_RDONLY | SAFELY).catch(() => undefined)
  const text = await handle?.readFile('utf8').catch(() => undefined)
  await handle?.close()
  return text ?? ''
}

async function write(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, O_WRONLY | O_CREAT | O_TRUNC | SAFELY, 0o644)
    await handle.writeFile(`${process.pid}\n`)
    return handle
  } catch (error) {
    const right = ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))
    throw new PidFileError(right ? 'HSF_PID_FILE_RIGHT' : 'HSF_PID_FILE', messageOf(error))
  }
}
