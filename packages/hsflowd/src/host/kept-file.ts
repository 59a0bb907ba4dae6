import { closeSync, openSync, readSync } from 'node:fs'
import { codeOf, HostError } from './errors.ts'
import type { Text } from './text.ts'

/** A file of the kernel that stays open and is read from its start each time. */
export interface KeptFile {
  /** The file's content in the buffer that all files share: valid until any is read. Undefined when there is no such file. */
  read(): Text | undefined
  close(): void
}

/** How the kernel makes the file. */
export interface KeptFileOptions {
  /** It is generated as one piece (single_open, sysctl, sysfs), so that a short read is the end of it. */
  readonly whole?: boolean
}

/** Far above any real one: /proc/self/mounts with 10,000 mounts has about 2 MB. */
const MAX_BYTES = 16 << 20
/** An absent file is looked for again after this long: failing to open costs more than reading. */
const RETRY_MS = 60_000
/** What says that there is no such file, or that the open one is of the past (device removed, file system remounted). */
const gone = new Set(['ENOENT', 'ENODEV', 'ESTALE', 'ENOTDIR', 'ESRCH', 'ENXIO'])
/** What an open file of /proc says once its entry was removed (fs/proc/inode.c). Newly opened, it is a failure. */
const REMOVED = 'EIO'

/** A file that is opened at its first reading. Throws HSF_HOST_READ, HSF_HOST_TOO_LARGE. */
export function keptFile(
  path: string,
  text: Text,
  nowMs: () => number,
  options: KeptFileOptions = {},
): KeptFile {
  const { whole = false } = options
  let fd = -1
  let retryAtMs = Number.NEGATIVE_INFINITY

  function close(): void {
    if (fd !== -1) closeSync(fd)
    fd = -1
  }

  function attempt(): boolean {
    const wasOpen = fd !== -1
    try {
      if (fd === -1) fd = openSync(path, 'r')
      fill(fd, text, whole)
      return true
    } catch (error) {
      close()
      const code = codeOf(error)
      if (code !== undefined && (gone.has(code) || (wasOpen && code === REMOVED))) return false
      if (error instanceof HostError) throw new HostError(error.code, path)
      throw new HostError('HSF_HOST_READ', `${path}: ${code ?? String(error)}`)
    }
  }

  return {
    read() {
      if (fd === -1 && nowMs() < retryAtMs) return undefined
      const wasOpen = fd !== -1
      if (attempt() || (wasOpen && attempt())) return text
      retryAtMs = nowMs() + RETRY_MS
      return undefined
    },
    close,
  }
}

/** Reads to the end: files made record by record (seq_file) come in pieces of at most a page. */
function fill(fd: number, text: Text, whole: boolean): void {
  let end = 1
  for (;;) {
    const room = text.bytes.length - end
    const bytes = readSync(fd, text.bytes, end, room, end - 1)
    end += bytes
    if (bytes === 0 || (whole && bytes < room)) break
    if (end === text.bytes.length) grow(text)
  }
  text.at = 1
  text.end = end
}

function grow(text: Text): void {
  if (text.bytes.length >= MAX_BYTES) throw new HostError('HSF_HOST_TOO_LARGE')
  const larger = Buffer.alloc(text.bytes.length * 2)
  text.bytes.copy(larger)
  text.bytes = larger
}
