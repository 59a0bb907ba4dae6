import { readFile, realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseSharedFile, type SharedContent } from '@host-sflow/config-share'
import type { SeenAgent } from './seen.ts'

/** An agent sees a change within a second, and tells of it within two more. */
const FOLLOW_MS = 4000
/** As the packages that read it: more is no shared file. */
const MAX_BYTES = 1 << 20

/** The shared file as it is now. */
export interface WrittenSettings {
  readonly path: string
  readonly revision: number
  readonly content: SharedContent
  readonly mode: number
  readonly changedAtMs: number
}

/** Reads the file as a sub-agent would. @throws Error with the system's code, or what is wrong with the file */
export async function readSharedFile(path: string): Promise<WrittenSettings> {
  const found = await stat(path)
  const { mode, mtimeMs, size } = found
  // Reading a named pipe would wait for its writer.
  if (!found.isFile()) throw new Error(`${path} is no file`)
  if (size > MAX_BYTES) throw new Error(`${path}: ${size} bytes`)
  const parsed = parseSharedFile(await readFile(path), path)
  if (parsed.state === 'invalid') throw new Error(`${parsed.problem.message}: ${path}`)
  return { path, revision: parsed.revision, content: parsed.content, mode, changedAtMs: mtimeMs }
}

/** A sub-agent, and whether it does what the file says. */
export interface Follower {
  readonly agent: SeenAgent
  /** Whether it follows the file at all. */
  readonly follows: boolean
  /** It has had the time to take in the file's revision, and has not. */
  readonly behind: boolean
}

/** What the other agents of the host make of the file. */
export async function followersOf(
  agents: readonly SeenAgent[],
  written: WrittenSettings | undefined,
): Promise<Follower[]> {
  const ours = written === undefined ? undefined : await whereIs(written.path)
  const others = agents.filter(({ name }) => name !== 'hsflowd')
  return Promise.all(
    others.map(async (agent) => {
      const { settings, writtenAt } = agent
      if (written === undefined || settings === undefined) return { agent, follows: false, behind: false }
      const follows = (await whereIs(settings.file)) === ours
      const hadTime = Date.parse(writtenAt) > written.changedAtMs + FOLLOW_MS
      return { agent, follows, behind: follows && hadTime && Number(settings.revision) !== written.revision }
    }),
  )
}

/** Links are different ways to one file. */
export const whereIs = (path: string): Promise<string> => realpath(path).catch(() => resolve(path))
