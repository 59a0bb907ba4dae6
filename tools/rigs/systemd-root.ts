import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { aptAllowed, debianPackages, requirePackages, type Requirement } from './apt.mjs'

const run = promisify(execFile)

const CACHE = fileURLToPath(new URL('../../.cache/rigs', import.meta.url))
/** Another set of packages is another root. */
const ROOT = join(CACHE, 'systemd-bookworm-2')
const BUILD_LIMIT_MS = 300_000

// What runs in it, what Node's program needs, and the tools of the tests.
const PACKAGES = ['systemd', 'systemd-sysv', 'dbus', 'libstdc++6', 'iproute2', 'man-db', 'procps', 'rpm']

// They wait for what is not there, or write into the journal of a test.
const MASKED = [
  'systemd-resolved.service',
  'systemd-networkd.service',
  'systemd-timesyncd.service',
  'systemd-logind.service',
  'console-getty.service',
  'getty@.service',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'fstrim.timer',
  'man-db.timer',
]

let root: Promise<Requirement> | undefined

/** A Debian root file system with systemd, made once (about 40 s, 230 MB) and never changed; see `startSystemd`. */
export async function requireSystemdRoot(): Promise<Requirement> {
  return (root ??= provide())
}

export const systemdRoot = ROOT

async function provide(): Promise<Requirement> {
  if (process.getuid?.() !== 0) return { ok: false, reason: 'systemd in a container needs root' }
  const tools = await requirePackages(debianPackages.systemd)
  if (!tools.ok || (await exists(ROOT))) return tools
  const allowed = await aptAllowed()
  if (!allowed.ok) return { ok: false, reason: `a root file system for systemd: ${allowed.reason}` }
  try {
    await build()
    return { ok: true }
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { ok: false, reason: `debootstrap could not make a root file system: ${reason}` }
  }
}

async function build(): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const tree = await mkdtemp(`${ROOT}.`)
  try {
    const include = `--include=${PACKAGES.join(',')}`
    await run('debootstrap', ['--variant=minbase', include, 'bookworm', tree], { timeout: BUILD_LIMIT_MS })
    for (const unit of MASKED) await symlink('/dev/null', join(tree, 'etc/systemd/system', unit))
    for (const bulk of ['var/cache/apt', 'var/lib/apt/lists'])
      await rm(join(tree, bulk), { recursive: true, force: true })
    // Another test process may have been quicker; then its tree is as good as ours.
    await rename(tree, ROOT).catch(async (error: unknown) => {
      if (!(await exists(ROOT))) throw error
    })
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
