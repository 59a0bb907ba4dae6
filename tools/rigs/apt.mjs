import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

// JavaScript, since `npm test` uses it on Node versions that do not run TypeScript; its types are in apt.d.mts.

/** Debian packages that the tests with real components use, by what each is used for. */
export const debianPackages = {
  ip: ['iproute2'],
  ethtool: ['ethtool'],
  strace: ['strace'],
  netcat: ['netcat-openbsd'],
  manual: ['man-db', 'groff-base', 'mandoc'],
  jsonSchema: ['python3-jsonschema'],
  gmond: ['ganglia-monitor'],
  sfacctd: ['pmacct'],
  tshark: ['tshark'],
  systemd: ['systemd-container', 'debootstrap'],
  rpm: ['rpm', 'cpio'],
  image: ['buildah'],
  dnsmasq: ['dnsmasq-base'],
  iptables: ['iptables'],
  bind9: ['bind9', 'bind9-dnsutils', 'bind9-utils'],
  openvswitch: ['openvswitch-switch'],
  load: ['wrk', 'nghttp2-client'],
}

// One shell script under one lock: test files run in processes of their own, and two of them must neither
// remove each other's policy-rc.d nor install at once. The scripts of packages ask it, through invoke-rc.d and
// deb-systemd-invoke alike, whether they may start their daemons, which would meet the tests; 101: no.
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

const results = new Map()

export async function requirePackages(names) {
  const key = names.join(' ')
  const result = results.get(key) ?? ensurePackages(names)
  results.set(key, result)
  return result
}

export async function aptAllowed() {
  if (process.platform !== 'linux' || !(await exists('/etc/debian_version'))) {
    return { ok: false, reason: 'needs Debian packages, and this is not Debian' }
  }
  if (process.env.HOST_SFLOW_APT === '0') {
    return { ok: false, reason: 'needs Debian packages, and HOST_SFLOW_APT=0 forbids to install them' }
  }
  if (process.getuid?.() !== 0)
    return { ok: false, reason: 'needs Debian packages, and only root can install them' }
  return { ok: true }
}

async function ensurePackages(names) {
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

export async function missingPackages(names) {
  const format = '${db:Status-Status} ${Package}\n'
  // dpkg-query fails when it does not know one of the names, and still prints the others.
  const { stdout } = await run('dpkg-query', ['-W', '-f', format, ...names]).catch((error) =>
    error instanceof Error && 'stdout' in error ? { stdout: String(error.stdout) } : { stdout: '' },
  )
  const installed = new Set(stdout.split('\n').map((line) => line.replace(/^installed /, '')))
  return names.filter((name) => !installed.has(name))
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? ''
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}
