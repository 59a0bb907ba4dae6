import { constants } from 'node:fs'
import { open, readdir, rename, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errnoOf } from './errors.ts'

// O_NOFOLLOW does not exist on Windows.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
const CREATE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW

/** Readable for every agent on the host, whichever user it runs as. */
const MODE = 0o644

/** Creates an empty file that nobody else has, with the mode that readers need whatever the umask is. */
export async function createFile(path: string): Promise<FileHandle> {
  const handle = await open(path, CREATE, MODE)
  await handle.chmod(MODE).catch(async (error: unknown) => {
    await handle.close()
    throw error
  })
  return handle
}

/**
 * Puts a new file in the place of the old one in one step: readers see the old or the new text, never a mixture.
 * Leaves nothing behind when it fails. Returns the open new file.
 */
export async function replaceFile(path: string, text: string): Promise<FileHandle> {
  const temporary = temporaryOf(path, process.pid)
  const handle = await createFile(temporary).catch(async (error: unknown) => {
    // Left by a process that had our pid and was killed while writing.
    if (errnoOf(error) !== 'EEXIST') throw error
    await unlink(temporary)
    return createFile(temporary)
  })
  try {
    await handle.writeFile(text)
    await handle.sync()
    await rename(temporary, path)
    return handle
  } catch (error) {
    await handle.close().catch(() => undefined)
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}

/** Removes what writers of this file left that were killed half-way. */
export async function removeLeftovers(path: string): Promise<void> {
  const directory = dirname(path)
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    const pid = Number(/\.(\d+)\.tmp$/u.exec(name)?.[1])
    if (join(directory, name) === temporaryOf(path, pid) && !isAlive(pid)) {
      await unlink(join(directory, name)).catch(() => undefined)
    }
  }
}

function temporaryOf(path: string, pid: number): string {
  return join(dirname(path), `.${basename(path)}.${pid}.tmp`)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}
