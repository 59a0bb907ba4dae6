import { constants } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { errnoOf, messageOf, problem } from './errors.ts'
import type { SharedFileProblem } from './errors.ts'
import { FILE_BYTES_MAX } from './limits.ts'

// Not to wait for a writer where somebody put a FIFO.
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * File times are as coarse as the kernel's tick (4 ms) or the file system's clock (up to 2 s): two writes within that
 * can look the same. So a file counts as known only once its times lie this far back.
 */
const SETTLED_MS = 2_000

/** What a look at a file shows without reading it. */
export interface Look {
  /** Equal as long as nobody wrote, replaced or re-moded the file. */
  readonly signature: string
  /** False: it may change again without its signature changing. */
  readonly settled: boolean
}

type NotUsable =
  { readonly state: 'missing' } | { readonly state: 'bad'; readonly problem: SharedFileProblem }

export type Found = { readonly state: 'found'; readonly look: Look } | NotUsable
export type Read = { readonly state: 'read'; readonly look: Look; readonly bytes: Uint8Array } | NotUsable

/** Looks at a file, through links. */
export async function lookAt(path: string): Promise<Found> {
  try {
    const stats = await stat(path, { bigint: true })
    if (!stats.isFile()) {
      return { state: 'bad', problem: problem('HSF_SHARED_NOT_FILE', undefined, { file: path }) }
    }
    return { state: 'found', look: lookOf(stats) }
  } catch (error) {
    return failure(error, path)
  }
}

/**
 * Reads a whole file, twice: bytes that both times are the same were not read while somebody rewrote them. That also
 * tells apart two texts with equal revisions (a C hsflowd that restarts begins again at 1).
 */
export async function readStable(path: string): Promise<Read> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, READ)
    const stats = await handle.stat({ bigint: true })
    if (!stats.isFile()) {
      return { state: 'bad', problem: problem('HSF_SHARED_NOT_FILE', undefined, { file: path }) }
    }
    const look = lookOf(stats)
    // Not waited for together: the second read has to come after the first.
    const first = await readAll(handle, stats.size)
    const second = await readAll(handle, stats.size)
    const after = await handle.stat({ bigint: true })
    // Not the time of status change: that is touched when a new file is renamed over this one, which is whole.
    const written = after.size !== stats.size || after.mtimeNs !== stats.mtimeNs
    if (written || !first.equals(second)) {
      return {
        state: 'bad',
        problem: problem('HSF_SHARED_TORN', 'it changes while it is read', { file: path }),
      }
    }
    return { state: 'read', look, bytes: first }
  } catch (error) {
    return failure(error, path)
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

function lookOf({ dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs }: BigIntStats): Look {
  const latest = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs)
  return {
    signature: [dev, ino, size, mtimeNs, ctimeNs].join(':'),
    settled: Math.abs(Date.now() - latest) > SETTLED_MS,
  }
}

/** One byte more than may be, so that a file which is too big or grows shows. */
async function readAll(handle: FileHandle, size: bigint): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(Number(size), FILE_BYTES_MAX) + 1)
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

function failure(error: unknown, path: string): NotUsable {
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return { state: 'missing' }
  return { state: 'bad', problem: problem('HSF_SHARED_UNREADABLE', messageOf(error), { file: path }) }
}
