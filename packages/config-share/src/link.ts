import { lstat, readlink, rename, symlink, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { errnoOf, problem, sharedFileError } from './errors.ts'
import type { SharedFileProblem } from './errors.ts'
import { SHARED_FILE_LINK } from './paths.ts'
import { findRunningHsflowd } from './running.ts'
import { writeProblem } from './write-problem.ts'

export interface LinkOptions {
  /** The file that hsflowd writes: what the link shall lead to. */
  readonly file: string
  /** Default: `/etc/hsflowd.auto`. */
  readonly link?: string
  /** The pid of another hsflowd that runs here. Default: {@link findRunningHsflowd}. */
  readonly findRunning?: () => Promise<number | undefined>
}

export type LinkResult =
  | { readonly state: 'linked' | 'present' }
  /** What is there belongs to a running hsflowd and stays. */
  | { readonly state: 'kept'; readonly problem: SharedFileProblem }

/**
 * Makes `/etc/hsflowd.auto` lead to our file, in one step for readers. A file or link of a hsflowd that no longer runs
 * is replaced; of a running one, never. Needs the right to write in /etc: call it before dropping privileges.
 * Throws the errors of the writer, HSF_SHARED_NOT_FILE where there is a directory or a device.
 */
export async function linkSharedFile(options: LinkOptions): Promise<LinkResult> {
  const { file, link = SHARED_FILE_LINK, findRunning = findRunningHsflowd } = options
  const target = resolve(file)
  try {
    if (target === resolve(link)) return { state: 'present' }
    const found = await whatIsAt(link)
    if (found === target) return { state: 'present' }
    if (found === 'other') throw sharedFileError(problem('HSF_SHARED_NOT_FILE', undefined, { file: link }))
    const pid = found === undefined ? undefined : await findRunning()
    if (pid !== undefined) {
      return { state: 'kept', problem: problem('HSF_SHARED_BUSY', `process ${pid}`, { file: link }) }
    }
    await replaceByLink(link, target)
    return { state: 'linked' }
  } catch (error) {
    if (errnoOf(error).startsWith('HSF_')) throw error
    throw sharedFileError(writeProblem(error, link), error)
  }
}

/** The absolute target of a link, 'file', 'other', or undefined for nothing. */
async function whatIsAt(link: string): Promise<string | undefined> {
  try {
    const found = await lstat(link)
    if (found.isSymbolicLink()) return resolve(dirname(link), await readlink(link))
    return found.isFile() ? 'file' : 'other'
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function replaceByLink(link: string, target: string): Promise<void> {
  const temporary = join(dirname(link), `.${basename(link)}.${process.pid}.link`)
  await unlink(temporary).catch(() => undefined)
  await symlink(target, temporary)
  try {
    await rename(temporary, link)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}
