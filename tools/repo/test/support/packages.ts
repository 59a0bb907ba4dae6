import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output, root, run } from './run.ts'

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** A package as `npm pack` makes it. */
export interface Packed {
  /** Folder in the repository, relative to its root. */
  readonly source: string
  readonly manifest: Manifest
  readonly tarball: string
  /** Paths of the tarball, without its `package/`. */
  readonly files: readonly string[]
}

/** Folders of everything that is published. */
export function publishedFolders(): string[] {
  return [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'tools/sflow']
}

/** package.json of a folder of the repository. */
export function manifestOf(source: string): Manifest {
  return JSON.parse(readFileSync(join(root, source, 'package.json'), 'utf8')) as Manifest
}

/** Packs what the last build left in `source` into `destination`. */
export async function pack(source: string, destination: string): Promise<Packed> {
  const args = ['pack', '--json', '--loglevel=error', '--pack-destination', destination]
  const [packed] = JSON.parse(await output(join(root, source), 'npm', args)) as {
    filename: string
    files: { path: string }[]
  }[]
  const files = packed!.files.map(({ path }) => path)
  return { source, manifest: manifestOf(source), tarball: join(destination, packed!.filename), files }
}

const OFFLINE =
  /npm error code (?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)/

/**
 * Installs tarballs into a fresh folder, as a user would.
 * @returns undefined, or why it is impossible here: no npm registry for the few packages of others
 * @throws when npm fails for any other reason
 */
export async function install(folder: string, tarballs: readonly string[]): Promise<string | undefined> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  const retries = { npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000' }
  const { code, stderr } = await run(folder, 'npm', ['install', ...quiet, ...tarballs], retries)
  if (code === 0) return undefined
  const offline = OFFLINE.exec(stderr)
  if (offline === null) throw new Error(`npm install ${tarballs.join(' ')}:\n${stderr}`)
  return `the npm registry is out of reach: ${offline[0]}`
}
