import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { aptAllowed, type Requirement } from './apt.mjs'

const run = promisify(execFile)

// gmond and every library that it loads.
const PACKAGES = [
  'ganglia-monitor',
  'libganglia1',
  'libapr1',
  'libc6',
  'libcom-err2',
  'libconfuse2',
  'libcrypt1',
  'libexpat1',
  'libgssapi-krb5-2',
  'libk5crypto3',
  'libkeyutils1',
  'libkrb5-3',
  'libkrb5support0',
  'libpcre3',
  'libssl3',
  'libtirpc3',
  'libuuid1',
  'zlib1g',
]

// Unpacked, not installed: a foreign architecture in dpkg would change the whole machine.
const ROOT = fileURLToPath(new URL('../../.cache/rigs/gmond-i386', import.meta.url))

/** The command line of Debian's 32-bit gmond, after `requireGmondI386` said that it is there. */
export async function gmondI386(): Promise<readonly [string, ...string[]]> {
  const libraries = ['lib', 'usr/lib'].map((dir) => join(ROOT, dir, 'i386-linux-gnu')).join(':')
  return [join(ROOT, 'lib/ld-linux.so.2'), '--library-path', libraries, join(ROOT, 'usr/sbin/gmond')]
}

/** Makes sure that the 32-bit gmond is unpacked in the repository's `.cache` and that this machine can run it. */
export async function requireGmondI386(): Promise<Requirement> {
  if (process.arch !== 'x64') return { ok: false, reason: 'needs an amd64 machine that runs i386 programs' }
  try {
    if (!(await exists(ROOT))) {
      const allowed = await aptAllowed()
      if (!allowed.ok) return { ok: false, reason: `Debian's i386 gmond: ${allowed.reason}` }
      await unpack()
    }
    const [program, ...args] = await gmondI386()
    await run(program, [...args, '--version'])
    return { ok: true }
  } catch (error) {
    return { ok: false, reason: `Debian's i386 gmond does not run here: ${String(error)}` }
  }
}

async function unpack(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'rig-gmond-'))
  try {
    // Lists, status and archives of its own, so that the machine's apt never hears of i386.
    await mkdir(join(work, 'state/lists/partial'), { recursive: true })
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true })
    await writeFile(join(work, 'state/status'), '')
    const settings = [
      'APT::Architecture=i386',
      'APT::Architectures=i386',
      `Dir::State=${work}/state`,
      `Dir::State::status=${work}/state/status`,
      `Dir::Cache=${work}/cache`,
      'APT::Sandbox::User=root',
    ].flatMap((setting) => ['-o', setting])
    // One archive of several may be out of reach or half synchronised; the download says whether it was needed.
    await run('apt-get', [...settings, '-q', 'update'], { cwd: work }).catch(() => undefined)
    await run('apt-get', [...settings, '-q', 'download', ...PACKAGES], { cwd: work })
    const archives = (await readdir(work)).filter((name) => name.endsWith('.deb'))
    for (const archive of archives) await run('dpkg', ['-x', archive, 'root'], { cwd: work })
    await mkdir(join(ROOT, '..'), { recursive: true })
    await moveInto(join(work, 'root'))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

// Another test process may have been quicker; the rename then fails, and its tree is as good as ours.
async function moveInto(tree: string): Promise<void> {
  const staged = `${ROOT}.${process.pid}`
  await run('cp', ['-a', tree, staged])
  try {
    await rename(staged, ROOT)
  } catch (error) {
    await rm(staged, { recursive: true, force: true })
    if (!(await exists(ROOT))) throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
