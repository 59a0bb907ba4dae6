import { accessSync, constants, readFileSync } from 'node:fs'
import { progress, runCommand } from './lib.mjs'

/** Debian packages that the tests with real components use, by the program that tells whether each is there. */
const packages = {
  '/usr/sbin/ip': 'iproute2',
  '/usr/sbin/ethtool': 'ethtool',
  '/usr/bin/strace': 'strace',
  '/usr/sbin/gmond': 'ganglia-monitor',
  '/usr/sbin/sfacctd': 'pmacct',
  '/usr/bin/tshark': 'tshark',
}

/**
 * Installs what is missing where that is possible: as root, on Debian, unless HOST_SFLOW_APT=0.
 * Elsewhere the tests that need them say so and are skipped.
 */
export async function installSystemPackages() {
  const missing = Object.entries(packages).filter(([program]) => !isThere(program))
  if (missing.length === 0 || !allowed()) return
  const names = missing.map(([, name]) => name)
  const done = progress(`installing Debian packages for the tests: ${names.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // A daemon that a package starts by itself would meet the tests; RUNLEVEL=1 keeps invoke-rc.d from it.
  env.RUNLEVEL = '1'
  const apt = (...args) => runCommand('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=600', ...args], { env })
  const install = () => apt('install', '-y', '--no-install-recommends', ...names)
  let { code, output } = await install()
  if (code !== 0) {
    await apt('update')
    ;({ code, output } = await install())
  }
  done(code === 0 ? 'done' : 'FAILED (the tests that need them will be skipped)')
  if (code !== 0) console.error(output.trim().split('\n').slice(-3).join('\n'))
}

function allowed() {
  if (process.env.HOST_SFLOW_APT === '0' || process.getuid?.() !== 0) return false
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function isThere(program) {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}
