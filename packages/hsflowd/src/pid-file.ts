import { constants } from 'node:fs'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { codeOf, messageOf } from '@host-sflow/agent-runtime'
import { isHsflowd, type ProcessTable } from '@host-sflow/config-share'
import { DaemonError } from './errors.ts'

/**
 * Writes the process id, unless that of a running hsflowd is there; returns what removes the file again, or empties it
 * where its directory does not let us (after another user was become). A file that a crash has left is overwritten,
 * also when its number is that of another program by now.
 * @throws DaemonError HSF_RUNNING, HSF_PID_FILE, HSF_PID_FILE_RIGHT
 */
export async function openPidFile(
  file: string | undefined,
  processes: ProcessTable = {},
): Promise<() => Promise<void>> {
  if (file === undefined) return () => Promise.resolve()
  const other = Number(await read(file))
  const isOther = Number.isSafeInteger(other) && other > 0 && other !== process.pid && isAlive(other)
  // Where names cannot be seen (no /proc, hidepid), rather do not start than take the place of a running one.
  if (isOther && (await isHsflowd(other, processes)) !== false)
    throw new DaemonError('HSF_RUNNING', `process ${other} (${file})`)
  const handle = await write(file)
  return async () => {
    await unlink(file).catch(() => handle.truncate(0).catch(() => undefined))
    await handle.close()
  }
}

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
    throw new DaemonError(right ? 'HSF_PID_FILE_RIGHT' : 'HSF_PID_FILE', messageOf(error))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
