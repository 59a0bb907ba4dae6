import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

const READ_WRITE = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens an existing regular file to rewrite it later, perhaps with fewer rights than now. */
export async function openToRewrite(path: string): Promise<FileHandle> {
  const handle = await open(path, READ_WRITE)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw Object.assign(new Error(`not a regular file: ${path}`), { code: 'EISDIR' })
}

/** Whether the open file is still the one that readers find. */
export async function isStillAt(handle: FileHandle, path: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(path, { bigint: true }).catch(() => undefined),
  ])
  return theirs !== undefined && ours.ino === theirs.ino && ours.dev === theirs.dev
}

/**
 * Rewrites an open file in place. A longer text first gets its room as blank lines, so that a full disk is found while
 * the old text is still whole; from there on every state in between has two different revisions, for any reader.
 * When it fails, the old text is put back.
 */
export async function rewriteFile(handle: FileHandle, text: string): Promise<void> {
  const next = Buffer.from(text)
  const { size } = await handle.stat()
  const old = Buffer.alloc(size)
  const { bytesRead } = await handle.read(old, 0, size, 0)
  try {
    if (next.length > size) await writeAt(handle, Buffer.alloc(next.length - size, '\n'), size)
    await writeAt(handle, next, 0)
    await handle.truncate(next.length)
    await handle.sync()
    // Only its owner may; a file that was prepared for us keeps the mode that it was given.
    await handle.chmod(0o644).catch(() => undefined)
  } catch (error) {
    await writeAt(handle, old.subarray(0, bytesRead), 0).catch(() => undefined)
    await handle.truncate(bytesRead).catch(() => undefined)
    throw error
  }
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
