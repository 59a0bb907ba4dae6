import { lstat, readFile, readlink, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { errnoOf, problem, sharedFileError } from './errors.ts'
import { formatSharedFile } from './format.ts'
import { FILE_BYTES_MAX } from './limits.ts'
import { createFile, removeLeftovers, replaceFile } from './replace-file.ts'
import { largestRevision, nextRevision } from './revision.ts'
import { isStillAt, openToRewrite, rewriteFile } from './rewrite-file.ts'
import type { AgentIdentity, SharedContent, SharedSettings } from './settings.ts'
import { writeProblem } from './write-problem.ts'

export interface WriterOptions {
  /** The file, or a link to it that root or this user made. Its directory must exist. */
  readonly path: string
  /**
   * Creates the file (empty: readers wait) if it is not there, so that it can be rewritten after privileges are dropped
   * that its directory asks for. Default false.
   */
  readonly createNow?: boolean
}

export interface WriteResult {
  /** The revision in the file. */
  readonly revision: number
  /** False when the file said all that already and was not touched. */
  readonly changed: boolean
}

export interface SharedFileWriter {
  readonly path: string
  /**
   * Publishes settings, or with `null` that every agent falls silent (then `identity`, if given, still tells the agent
   * address). Calls are carried out one after the other; of those that wait only the last is, and all of them get its
   * result. Rejects with a {@link SharedFileError}; the old file is then still whole, and a later call tries again.
   */
  readonly write: (settings: SharedSettings | null, identity?: AgentIdentity) => Promise<WriteResult>
  /** Waits for the write under way and releases the file, which stays. */
  readonly close: () => Promise<void>
}

/** The errors of a directory where we may not create or rename, while its file may still be writable. */
const DIRECTORY_CLOSED = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY'])

/**
 * The writer of the shared file: renames a new file into place, or rewrites the old one where its directory does not let
 * us (bind-mounted file, dropped privileges). Opening never fails: trouble shows with the first write.
 */
export async function openSharedFileWriter({
  path,
  createNow = false,
}: WriterOptions): Promise<SharedFileWriter> {
  let revision = 0
  let kept: FileHandle | undefined
  let latest: SharedContent
  let running: Promise<WriteResult> | undefined
  let waiting: Promise<WriteResult> | undefined
  let closed = false

  const keep = async (handle: FileHandle): Promise<void> => {
    const previous = kept
    kept = handle
    await previous?.close().catch(() => undefined)
  }

  const put = async (target: string, text: string): Promise<void> => {
    try {
      await keep(await replaceFile(target, text))
    } catch (error) {
      if (!DIRECTORY_CLOSED.has(errnoOf(error))) throw error
      if (kept === undefined || !(await isStillAt(kept, target))) {
        await keep(
          await openToRewrite(target).catch(() => {
            throw error
          }),
        )
      }
      await rewriteFile(kept!, text)
    }
  }

  const store = async (): Promise<WriteResult> => {
    const content = latest
    try {
      const target = await targetOf(path)
      const old = await readOld(target)
      const oldRevision = largestRevision(old.text)
      if (old.readableByAll && old.text === formatSharedFile(content, oldRevision)) {
        revision = Math.max(revision, oldRevision)
        return { revision: oldRevision, changed: false }
      }
      const next = nextRevision(Math.max(revision, oldRevision))
      await put(target, formatSharedFile(content, next))
      revision = next
      return { revision, changed: true }
    } catch (error) {
      if (errnoOf(error).startsWith('HSF_')) throw error
      throw sharedFileError(writeProblem(error, path), error)
    }
  }

  const start = (): Promise<WriteResult> => {
    const run = store().finally(() => {
      if (running === run) running = undefined
    })
    running = run
    return run
  }

  const write = async (
    settings: SharedSettings | null,
    identity: AgentIdentity = {},
  ): Promise<WriteResult> => {
    if (closed) throw sharedFileError(problem('HSF_SHARED_CLOSED', undefined, { file: path }))
    const content: SharedContent =
      settings === null
        ? { state: 'silent', identity: structuredClone(identity) }
        : { state: 'settings', settings: structuredClone(settings) }
    // Content that cannot be written is refused before it takes the place of content that waits.
    formatSharedFile(content, 1)
    latest = content
    if (waiting !== undefined) return waiting
    if (running === undefined) return start()
    waiting = running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined
        return start()
      })
    return waiting
  }

  const target = await targetOf(path).catch(() => path)
  await removeLeftovers(target)
  let created = false
  if (createNow) {
    kept = await createFile(target).catch(() => undefined)
    created = kept !== undefined
  }
  kept ??= await openToRewrite(target).catch(() => undefined)

  const close = async (): Promise<void> => {
    closed = true
    await waiting?.catch(() => undefined)
    await running?.catch(() => undefined)
    const handle = kept
    kept = undefined
    if (handle === undefined) return
    const unused = created && (await handle.stat()).size === 0 && (await isStillAt(handle, target))
    if (unused) await unlink(target).catch(() => undefined)
    await handle.close()
  }

  return { path, write, close }
}

/**
 * The file behind a link. Only a link of root or of this user is followed, and only one step: in a directory that
 * belongs to the service user, a link must not lead root to another file. Any other link is replaced by the file.
 */
async function targetOf(path: string): Promise<string> {
  try {
    const found = await lstat(path)
    const trusted = found.uid === 0 || found.uid === process.geteuid?.()
    if (!found.isSymbolicLink() || !trusted) return path
    return resolve(dirname(path), await readlink(path))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return path
    throw error
  }
}

async function readOld(target: string): Promise<{ text: string; readableByAll: boolean }> {
  try {
    const found = await stat(target)
    if (!found.isFile()) throw Object.assign(new Error(`not a regular file: ${target}`), { code: 'EISDIR' })
    const readableByAll = (found.mode & 0o444) === 0o444 || process.platform === 'win32'
    // What is that big was not written here; its revision is not worth reading it.
    return { text: found.size > FILE_BYTES_MAX ? '' : await readFile(target, 'utf8'), readableByAll }
  } catch (error) {
    if (errnoOf(error) === 'EISDIR') throw error
    // Nothing there, or nothing that we may read: then nothing to go on from.
    return { text: '', readableByAll: false }
  }
}
