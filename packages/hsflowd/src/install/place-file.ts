import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '@host-sflow/agent-runtime'
import { DaemonError } from '../errors.ts'
import { codeOf } from '../host/errors.ts'
import type { PlannedFile } from './plan.ts'
import { MARK } from './render-unit.ts'

export type Placed = 'made' | 'replaced' | 'unchanged' | 'kept'

/** What {@link placeFile} does, or would do: `kept` is the operator's own file. */
export async function placing(root: string, { path, text, once }: PlannedFile): Promise<Placed> {
  // Whatever it is: fleets make the configuration a link.
  if (once === true) return (await exists(join(root, path))) ? 'kept' : 'made'
  const present = await textOf(join(root, path))
  if (present === undefined) return 'made'
  return present === text ? 'unchanged' : 'replaced'
}

/** Puts a file below `root` in one step. @throws system errors */
export async function placeFile(root: string, file: PlannedFile): Promise<Placed> {
  const placed = await placing(root, file)
  if (placed === 'made' || placed === 'replaced') await writeAtomically(join(root, file.path), file.text)
  return placed
}

/** Whether a file was made by us, as its first line says. */
export async function isOurs(path: string): Promise<boolean> {
  return (await ownText(path)) !== undefined
}

/** What is in a file that was made by us. */
export async function ownText(path: string): Promise<string | undefined> {
  const text = (await isRegular(path)) ? await readFile(path, 'utf8') : ''
  return text.startsWith(MARK) ? text : undefined
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

/** @throws system errors; DaemonError HSF_INSTALL_STEP for what is no regular file: nothing is written through a link */
async function textOf(path: string): Promise<string | undefined> {
  try {
    if (await isRegular(path)) return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  if (await exists(path)) throw new DaemonError('HSF_INSTALL_STEP', `${path} is not a regular file`)
  return undefined
}

async function isRegular(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false
}
