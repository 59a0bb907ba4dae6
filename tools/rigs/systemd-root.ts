import { execFile } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { aptAllowed, debianPackages, requirePackages, type Requirement } from './apt.mjs'

const run = promisify(execFile)

const CACHE = fileURLToPath(new URL('../../.cache/rigs', import.meta.url))
/** Another set of packages is another root. */
const ROOT = join(CACHE, 'systemd-bookworm-3')
const BUILD_LIMIT_MS = 300_000

// What runs in it, what Node's program needs, and the tools of the tests.
const PACKAGES = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'libstdc++6',
  'iproute2',
  'man-db',
  'procps',
  'rpm',
  'openvswitch-switch',
]

// They wait for what is not there, write into the journal of a test, or are started by those tests that need them.
const MASKED = [
  'openvswitch-switch.service',
  'ovsdb-server.service',
  'ovs-vswitchd.service',
  'ovs-record-hostname.service',
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

/** A Debian root file system with systemd, made once (about 55 s, 350 MB) and never changed; see `startSystemd`. */
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
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    const cause = (said.trim() || String(error)).split('\n').at(-1)
    return { ok: false, reason: `debootstrap could not make a root file system: ${cause}` }
  }
}

// Under a lock: test files run in processes of their own, and the second one finds what the first has made.
const BUILD = `
set -e
root=$1 include=$2; shift 2
if [ -e "$root" ]; then exit 0; fi
tree=$(mktemp -d "$root.XXXXXX")
trap 'rm -rf "$tree"' EXIT
debootstrap --variant=minbase --include="$include" bookworm "$tree"
for unit; do ln -s /dev/null "$tree/etc/systemd/system/$unit"; done
rm -rf "$tree/var/cache/apt" "$tree/var/lib/apt/lists"
chmod 755 "$tree"
mv -T "$tree" "$root"
`

async function build(): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const script = ['sh', '-c', BUILD, 'build', ROOT, PACKAGES.join(','), ...MASKED]
  await run('flock', [`${ROOT}.lock`, ...script], { timeout: BUILD_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
