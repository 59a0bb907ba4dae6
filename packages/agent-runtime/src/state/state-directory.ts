import { access, constants, open, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { codeOf, describe, messageOf, runtimeError, runtimeErrors, type RuntimeErrorCode } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { writeAtomically } from './atomic-file.ts'
import { removeLeftovers, TEMPORARY } from './leftovers.ts'

/** More is a mistake: the largest table has 50,000 indices. */
const MAX_BYTES = 4 * 1024 * 1024

export interface StatePlace {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Stands for `/` in tests. */
  readonly root?: string
  readonly home?: string
}

/** `$STATE_DIRECTORY` (systemd), else /var/lib/hsflowd where writable, else the user's own place. */
export async function findStateDirectory(place: StatePlace = {}): Promise<string> {
  const { environment = process.env, root = '/', home = homedir() } = place
  // systemd separates several with colons; the first is ours.
  const given = environment['STATE_DIRECTORY']?.split(':')[0] ?? ''
  if (given !== '') return given
  const shared = join(root, 'var/lib/hsflowd')
  if (await isWritable(shared)) return shared
  const base = environment['XDG_STATE_HOME'] ?? ''
  return join(base === '' ? join(home, '.local/state') : base, 'hsflowd')
}

/** What a daemon keeps from one run to the next, as JSON files. Losing it must do little harm. */
export interface StateDirectory {
  readonly path: string
  /** The value of a file; undefined when there is none, or none that is understood: that is said once. */
  read(name: string): Promise<unknown>
  /** Writes `name`.json in one step. A failure is said once, and never thrown. Later writes wait for earlier ones. */
  write(name: string, value: unknown): Promise<void>
  /** Resolves when what was given to be written so far is written, or could not be. */
  flush(): Promise<void>
}

/** Nothing is made before the first write. */
export function openStateDirectory(path: string, log: Log): StateDirectory {
  const fileOf = (name: string): string => join(path, `${name}.json`)
  let last = Promise.resolve()
  const tidy = new Set<string>()

  function problem(code: RuntimeErrorCode, file: string, error: unknown): void {
    const message = `${describe(code, file)}: ${messageOf(error)}`
    log.problem(`${code} ${file}`, `${message} (${runtimeErrors[code].remedy})`)
  }

  async function writeNow(name: string, value: unknown): Promise<void> {
    const file = fileOf(name)
    try {
      const text = `${JSON.stringify(value)}\n`
      if (Buffer.byteLength(text) > MAX_BYTES) throw runtimeError('HSF_STATE_TOO_BIG')
      if (!tidy.has(name)) await removeLeftovers(path, `${name}.json`, TEMPORARY)
      tidy.add(name)
      await writeAtomically(file, text)
      log.recovered(`HSF_STATE_WRITE ${file}`, `the state file is written again: ${file}`)
    } catch (error) {
      problem('HSF_STATE_WRITE', file, error)
    }
  }

  return {
    path,
    async read(name) {
      const file = fileOf(name)
      try {
        const text = await readBounded(file)
        return text === undefined ? undefined : (JSON.parse(text) as unknown)
      } catch (error) {
        const corrupt = error instanceof SyntaxError || codeOf(error) === 'HSF_STATE_TOO_BIG'
        problem(corrupt ? 'HSF_STATE_CORRUPT' : 'HSF_STATE_UNREADABLE', file, error)
        if (corrupt) await rename(file, `${file}.bad`).catch(() => undefined)
        return undefined
      }
    },
    write(name, value) {
      last = last.then(() => writeNow(name, value))
      return last
    },
    flush: () => last,
  }
}

/**
 * The value of a file of a state directory, for who only looks at it: nothing is mended, and nothing said. undefined
 * when there is none, or none that is understood.
 */
export async function peekState(path: string, name: string): Promise<unknown> {
  try {
    const text = await readBounded(join(path, `${name}.json`))
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

async function readBounded(file: string): Promise<string | undefined> {
  try {
    // A daemon that is still root reads what its later user may have put there: no file of root's behind a link, and no
    // named pipe, which would be waited for without end.
    const handle = await open(
      file,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    )
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EINVAL' })
      if (found.size > MAX_BYTES) throw runtimeError('HSF_STATE_TOO_BIG')
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function isWritable(directory: string): Promise<boolean> {
  try {
    await access(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}
