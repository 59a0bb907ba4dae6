import { linkSync, lstatSync, readdirSync, unlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '@host-sflow/agent-runtime'

/** sun_path of unix(7) without its end; the shortest one is macOS's. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103
const SUFFIX = '.sock'
/** Of names that a socket has until it is the leader's. */
const TEMPORARY = '.new'
/** More digits than any number of leaders: what is beyond is not ours. */
const MAX_DIGITS = 12
/** The last one that is a name; no group comes that far. */
export const MAX_GENERATION = 10 ** MAX_DIGITS - 1
/** Those of servers at a port that the system has chosen: nobody comes after them to clear away what was killed. */
const ANY_NAME = /^[\w-]+\.[\w-]+\.(?:sock|new)$/u
const ABANDONED_MS = 3_600_000
const MAX_LOOKED_AT = 1000
const GENERATION = new RegExp(`^[1-9]\\d{0,${MAX_DIGITS - 1}}$`, 'u')

/**
 * The names of one group's leaders in a directory: KEY.GENERATION.sock. Each leader has the generation after the last
 * one's; the living one with the highest leads.
 */
export interface Place {
  readonly directory: string
  /** Those that there are, the highest first. */
  generations(): number[]
  readonly pathOf: (generation: number) => string
  /** A name for who has this id, while it has none of a leader. */
  temporaryPath(id: string): string
  /** Such names, whoever they are of. */
  temporaryPaths(): string[]
  /** Some of the names of other groups that have not been touched for an hour: as long as a leader lives, it does. */
  abandoned(): string[]
  /** Gives the socket a second name; false when somebody else has that one. */
  claim(temporary: string, generation: number): boolean
  /** Takes a name away; one that is gone already is no trouble. */
  remove(path: string): void
  /** Which file a name is; undefined: there is none. */
  identity(generation: number): string | undefined
  /** Keeps those away who clear directories of what has long not been used (systemd-tmpfiles). */
  touch(generation: number): void
}

/** Letters, digits and dashes; at most so many. */
export const MAX_ID_CHARACTERS = 40
/** The end of an id is random; names of directories can be long (macOS: 49 characters for TMPDIR alone). */
const TEMPORARY_CHARACTERS = 12

/** Why no socket of this group can be in this directory; undefined: it can. The same for all of the group. */
export function tooLong(directory: string, key: string): string | undefined {
  const longest = join(directory, `${key}.${MAX_GENERATION}${SUFFIX}`)
  return Buffer.byteLength(longest) > MAX_PATH_BYTES
    ? `${directory} is too long a path for a socket (${MAX_PATH_BYTES} bytes with its name)`
    : undefined
}

/** The directory is not {@link tooLong}. */
export function createPlace(directory: string, key: string): Place {
  const prefix = `${key}.`
  const pathOf = (generation: number): string => join(directory, `${prefix}${generation}${SUFFIX}`)

  function generationOf(name: string): number | undefined {
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) return undefined
    const digits = name.slice(prefix.length, -SUFFIX.length)
    return GENERATION.test(digits) ? Number(digits) : undefined
  }

  return {
    directory,
    generations: () =>
      readdirSync(directory)
        .map(generationOf)
        .filter((generation) => generation !== undefined)
        .toSorted((a, b) => b - a),
    pathOf,
    temporaryPath: (id) => join(directory, `${prefix}${id.slice(-TEMPORARY_CHARACTERS)}${TEMPORARY}`),
    temporaryPaths: () =>
      readdirSync(directory)
        .filter((name) => name.startsWith(prefix) && name.endsWith(TEMPORARY))
        .map((name) => join(directory, name)),
    abandoned() {
      const beforeMs = Date.now() - ABANDONED_MS
      return readdirSync(directory)
        .filter((name) => !name.startsWith(prefix) && ANY_NAME.test(name))
        .slice(0, MAX_LOOKED_AT)
        .map((name) => join(directory, name))
        .filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < beforeMs)
    },
    claim(temporary, generation) {
      try {
        linkSync(temporary, pathOf(generation))
        return true
      } catch (error) {
        // ENOENT: somebody has cleared the directory in between; the next attempt makes everything anew.
        if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
        throw error
      }
    },
    remove(path) {
      try {
        unlinkSync(path)
      } catch {
        // A name that stays is that of a dead socket, and is passed over.
      }
    },
    identity(generation) {
      try {
        const { dev, ino } = lstatSync(pathOf(generation), { bigint: true })
        return `${dev}:${ino}`
      } catch {
        return undefined
      }
    },
    touch(generation) {
      const now = Date.now() / 1000
      utimesSync(pathOf(generation), now, now)
    },
  }
}
