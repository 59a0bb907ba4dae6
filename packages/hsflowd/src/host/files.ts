import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { codeOf, HostError } from './errors.ts'
import { keptFile } from './kept-file.ts'
import type { KeptFile, KeptFileOptions } from './kept-file.ts'

/** Where the host's files are; others than the system's own in a container, or in a test. */
export interface HostRoots {
  readonly proc: string
  readonly sys: string
  readonly root: string
}

/** The system's own. */
export const systemRoots: HostRoots = { proc: '/proc', sys: '/sys', root: '/' }

/** A path below one of the roots: `proc:net/snmp`. */
export type HostPath = `${keyof HostRoots}:${string}`

/** The files of the host, all synchronous: what lies behind them is memory of the kernel. */
export interface HostFiles {
  readonly roots: HostRoots
  path(file: HostPath): string
  /** A file that is read again and again. Close it. */
  keep(file: HostPath, options?: KeptFileOptions): KeptFile
  /** A small file without the white space around it; undefined when it does not exist or its driver cannot answer. */
  readText(file: HostPath): string | undefined
  /** Names in a directory, sorted; undefined when there is none. */
  list(directory: HostPath): string[] | undefined
  exists(file: HostPath): boolean
}

/** Enough for all files of most hosts; it grows where one is larger. */
const BUFFER_BYTES = 64 << 10
/** What a driver says when it has no answer now, besides there being no such file. */
const noAnswer = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'EINVAL', 'EOPNOTSUPP', 'ENXIO', 'ESRCH'])

/** The files below the roots, read into one buffer. Reading throws HSF_HOST_READ. */
export function hostFiles(roots: HostRoots, nowMs: () => number): HostFiles {
  const text = { bytes: Buffer.alloc(BUFFER_BYTES), at: 1, end: 1 }
  text.bytes[0] = 10
  function path(file: HostPath): string {
    const colon = file.indexOf(':')
    const root = roots[file.slice(0, colon) as keyof HostRoots]
    return `${root.endsWith('/') ? root : `${root}/`}${file.slice(colon + 1)}`
  }
  function unless<Answer>(file: HostPath, ask: (path: string) => Answer): Answer | undefined {
    try {
      return ask(path(file))
    } catch (error) {
      const code = codeOf(error)
      if (code !== undefined && noAnswer.has(code)) return undefined
      throw new HostError('HSF_HOST_READ', `${path(file)}: ${code ?? String(error)}`)
    }
  }
  return {
    roots,
    path,
    keep: (file, options) => keptFile(path(file), text, nowMs, options),
    readText: (file) => unless(file, (name) => readFileSync(name, 'utf8').trim()),
    list: (directory) => unless(directory, (name) => readdirSync(name).toSorted()),
    exists: (file) => existsSync(path(file)),
  }
}
