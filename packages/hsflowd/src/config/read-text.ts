import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

// No real configuration is nearly as large; a wrong path (a disk image, /dev/zero) is refused instead of read.
const MAX_BYTES = 1 << 20
/** A program that writes the configuration into a pipe, such as `-f <(generate)`, has as long. */
const LIMIT_MS = 5000
const RETRY_MS = 20

/**
 * The text of a configuration file. What is no regular file is read too, but neither without end nor without limit of
 * time. A named pipe that nobody writes to is empty.
 * @throws Error with the system's `code`, EFBIG or ETIMEDOUT
 */
export async function readText(file: string, limitMs = LIMIT_MS): Promise<string> {
  // Non-blocking: opening a named pipe would wait for its writer, reading it in a thread that nothing could interrupt.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const buffer = Buffer.alloc(MAX_BYTES + 1)
    const deadlineMs = performance.now() + limitMs
    let bytes = 0
    for (;;) {
      const more = await readSome(handle, buffer.subarray(bytes))
      if (more === 0) return buffer.toString('utf8', 0, bytes)
      bytes += more ?? 0
      if (bytes > MAX_BYTES) throw Object.assign(new Error(`more than ${MAX_BYTES} bytes`), { code: 'EFBIG' })
      if (performance.now() > deadlineMs)
        throw Object.assign(new Error(`not complete within ${limitMs} ms`), { code: 'ETIMEDOUT' })
      if (more === undefined) await sleep(RETRY_MS)
    }
  } finally {
    await handle.close()
  }
}

/** The number of bytes, 0 at the end; undefined when there is nothing yet. */
async function readSome(handle: FileHandle, into: Buffer): Promise<number | undefined> {
  try {
    return (await handle.read(into, 0, into.length, null)).bytesRead
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined
    throw error
  }
}
