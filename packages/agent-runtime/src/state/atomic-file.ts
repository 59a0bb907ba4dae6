import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

let writes = 0

/**
 * Puts a file in place in one step: readers see the old text or the new one. Directories are made as needed.
 * Leaves nothing behind when it fails. @throws system errors
 */
export async function writeAtomically(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.${++writes}.tmp`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(text)
      // Without it, a power failure may leave the new name with nothing in it.
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}
