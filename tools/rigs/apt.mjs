import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a test can do: go on, or skip with a reason for the reader. */
export type Requirement = { ok: true } | { ok: false; reason: string }

// One shell script under one lock: test files run in processes of their own, and two of them must neither
// remove each other's policy-rc.d (it keeps packages from starting their daemons) nor install at once.
const INSTALL = `
set -eu
export DEBIAN_FRONTEND=noninteractive
guard=/usr/sbin/policy-rc.d
saved=$guard.host-sflow-saved
restore() { rm -f "$guard"; if [ -e "$saved" ]; then mv "$saved" "$guard"; fi; }
# What a killed run left behind is put right first.
if grep -qs 'host-sflow rigs' "$guard"; then restore; fi
if [ -e "$guard" ]; then mv "$guard" "$saved"; fi
trap restore EXIT
trap 'exit 1' INT TERM HUP
printf '#!/bin/sh\\n# host-sflow rigs\\nexit 101\\n' > "$guard"
chmod 755 "$guard"
install() { apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"; }
install "$@" || { apt-get -q -o DPkg::Lock::Timeout=600 update && install "$@"; }
`

const results = new Map<string, Promise<Requirement>>()

/**
 * Makes sure that Debian packages are installed; installs them with apt where that is allowed (root, Debian,
 * `HOST_SFLOW_APT` not 0). No daemon of theirs is started. Each package is tried once per process.
 */
export async function requirePackages(names: readonly string[]): Promise<Requirement> {
  const key = names.join(' ')
  const result = results.get(key) ?? ensurePackages(names)
  results.set(key, result)
  return result
}

/** Whether system packages may be downloaded here, whatever the package. */
export async function aptAllowed(): Promise<Requirement> {
  if (process.platform !== 'linux' || !(await exists('/etc/debian_version'))) {
    return { ok: false, reason: 'needs Debian packages, and this is not Debian' }
  }
  if (process.env['HOST_SFLOW_APT'] === '0') {
    return { ok: false, reason: 'needs Debian packages, and HOST_SFLOW_APT=0 forbids to install them' }
  }
  if (process.getuid?.() !== 0)
    return { ok: false, reason: 'needs Debian packages, and only root can install them' }
  return { ok: true }
}

async function ensurePackages(names: readonly string[]): Promise<Requirement> {
  const missing = await missingPackages(names)
  if (missing.length === 0) return { ok: true }
  const allowed = await aptAllowed()
  if (!allowed.ok) return { ok: false, reason: `${missing.join(' ')} not installed: ${allowed.reason}` }
  try {
    await run(
      'flock',
      ['-w', '600', '/run/lock/host-sflow-apt', 'sh', '-c', INSTALL, 'install', ...missing],
      {
        maxBuffer: 16 * 1024 * 1024,
      },
    )
    return { ok: true }
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    return { ok: false, reason: `apt could not install ${missing.join(' ')}: ${lastLine(detail)}` }
  }
}

async function missingPackages(names: readonly string[]): Promise<string[]> {
  const format = '${db:Status-Status} ${Package}\n'
  // dpkg-query fails when it does not know one of the names, and still prints the others.
  const { stdout } = await run('dpkg-query', ['-W', '-f', format, ...names]).catch((error: unknown) =>
    error instanceof Error && 'stdout' in error ? { stdout: String(error.stdout) } : { stdout: '' },
  )
  const installed = new Set(stdout.split('\n').map((line) => line.replace(/^installed /, '')))
  return names.filter((name) => !installed.has(name))
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
