import { constants } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findOnPath, isFileFor } from '@host-sflow/agent-runtime'

const NAME = 'sflowovsd'
const SCRIPT = `@host-sflow/${NAME}/bin/${NAME}.js`

/** A program, and what stands before its options. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  /** As people know it: where it was found. */
  readonly name: string
}

export interface FindOptions {
  /** $PATH. */
  readonly path: string | undefined
  /** Folders of packages that a module there may use. */
  readonly packages: readonly string[]
}

/**
 * Where packages beside this one are: in the repository, in a local node_modules, and where npm installs globally. Asked
 * for anew each time instead of with require.resolve(), which remembers that there was none.
 */
export const packageFolders = (): readonly string[] =>
  createRequire(import.meta.url).resolve.paths(SCRIPT) ?? []

/** sflowovsd on PATH, else that of the package beside this one; undefined: it is not installed. */
export async function findSflowovsd({ path = '', packages }: FindOptions): Promise<Program | undefined> {
  const file = await findOnPath(NAME, path)
  if (file !== undefined) return (await asScript(file)) ?? { file, args: [], name: file }
  for (const folder of packages) {
    const script = join(folder, SCRIPT)
    if (await isFileFor(script, constants.R_OK)) return withNode(script, script)
  }
  return undefined
}

/** The link that npm makes to a script: its first line asks for whatever `node` is on PATH, and services often have none. */
async function asScript(file: string): Promise<Program | undefined> {
  const script = await realpath(file).catch(() => file)
  return script.endsWith('.js') ? withNode(script, file) : undefined
}

const withNode = (script: string, name: string): Program => ({ file: process.execPath, args: [script], name })
