import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Requirement } from './apt.mjs'
import { until } from './child.ts'
import { requireSystemdRoot, systemdRoot } from './systemd-root.ts'

const UP_LIMIT_MS = 20_000
const OUTPUT_BYTES = 16 * 1024 * 1024

/** How a program in the machine ended, and what it wrote. */
export type Ended = { code: number; stdout: string; stderr: string }

/** A Debian machine of its own: systemd as its first process, a network of its own, changes that end with it. */
export type Machine = {
  /** Its files, as seen from here. */
  root: string
  /** What to put before a command to run it in there. */
  prefix: readonly string[]
  /** What to put before a command of this machine to run it in the network of the other. */
  network: readonly string[]
  exec: (...command: readonly [string, ...string[]]) => Promise<Ended>
  /** The same, of a command that must succeed: its output. */
  output: (...command: readonly [string, ...string[]]) => Promise<string>
  stop: () => Promise<void>
}

let trial: Promise<Requirement> | undefined

/** Whether machines can be made here: tried once, with one. */
export function requireSystemd(): Promise<Requirement> {
  return (trial ??= tryIt())
}

async function tryIt(): Promise<Requirement> {
  const root = await requireSystemdRoot()
  if (!root.ok) return root
  try {
    const first = await startSystemd()
    const { code, stderr } = await first.exec('node', '--version')
    await first.stop()
    return code === 0 ? root : { ok: false, reason: `this Node does not run on Debian 12: ${stderr}` }
  } catch (error) {
    return { ok: false, reason: `systemd does not run in a container here: ${String(error)}` }
  }
}

/**
 * Boots systemd in a container over the cached root (0.5 s); `binds` are directories `HERE:THERE` of this machine.
 * This machine's Node is /usr/bin/node in it, read-only.
 */
export async function startSystemd(binds: readonly string[] = []): Promise<Machine> {
  const dir = await mkdtemp(join(tmpdir(), 'rig-systemd-'))
  const name = dir
    .split('/')
    .at(-1)!
    .toLowerCase()
    .replaceAll(/[^a-z\d-]/g, 'x')
  const groups = await cgroups(name)
  try {
    for (const part of ['upper', 'work', 'root']) await mkdir(join(dir, part))
    await writeFile(join(dir, 'up.sh'), script(dir, groups))
    const bound = [`--bind-ro=${process.execPath}:/usr/bin/node`, ...binds.map((bind) => `--bind=${bind}`)]
    const nspawn = spawn(
      'unshare',
      ['-m', '--propagation', 'private', 'sh', join(dir, 'up.sh'), name, ...bound],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let said = ''
    for (const stream of [nspawn.stdout, nspawn.stderr]) stream.on('data', (text) => (said += String(text)))
    const exited = once(nspawn, 'exit')
    // The first process of the machine takes all others with it; nspawn alone would leave them behind.
    const kill = (): void => {
      for (const pid of [...childrenOf(nspawn.pid!), nspawn.pid!]) end(pid)
    }
    process.once('exit', kill)
    const gone = async (): Promise<void> => {
      if (nspawn.exitCode === null && nspawn.signalCode === null) kill()
      await exited
      process.removeListener('exit', kill)
      await remove(dir, groups)
    }
    try {
      const pid = await until('systemd is up', UP_LIMIT_MS, async () => {
        if (nspawn.exitCode !== null) throw new Error(`systemd-nspawn: ${said}`)
        return booted(nspawn.pid!)
      })
      return machine(pid, gone)
    } catch (error) {
      await gone()
      throw error
    }
  } catch (error) {
    await remove(dir, groups)
    throw error
  }
}

function machine(pid: number, gone: () => Promise<void>): Machine {
  const prefix = ['nsenter', '-t', `${pid}`, '-a', '-r', '-w', '--']
  const exec: Machine['exec'] = (...command) => runIn(prefix, command)
  return {
    root: `/proc/${pid}/root`,
    prefix,
    network: ['nsenter', '-t', `${pid}`, '-n', '--'],
    exec,
    output: async (...command) => {
      const { code, stdout, stderr } = await exec(...command)
      if (code !== 0) throw new Error(`${command.join(' ')}: exit code ${code}\n${stdout}${stderr}`)
      return stdout
    },
    stop: gone,
  }
}

/** With the environment of a login there, not with that of the test. */
function runIn(prefix: readonly string[], command: readonly string[]): Promise<Ended> {
  const [program, ...args] = [...prefix, ...command]
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
  }
  return new Promise((resolve) => {
    execFile(program!, args, { env, maxBuffer: OUTPUT_BYTES }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
}

/**
 * A cgroup of its own in each hierarchy that systemd uses: else it would make its groups beside those of this machine.
 * Mounts are in a namespace of its own, and end with the last process in it.
 */
function script(dir: string, groups: readonly string[]): string {
  return `set -e
for group in ${groups.join(' ')}; do echo $$ > $group/cgroup.procs; done
mount -t overlay overlay -o lowerdir=${systemdRoot},upperdir=${dir}/upper,workdir=${dir}/work ${dir}/root
name=$1; shift
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
exec systemd-nspawn -q -D ${dir}/root -b --register=no --keep-unit --private-network --console=pipe -M $name "$@"
`
}

async function cgroups(name: string): Promise<string[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '))
  const roots = mounts
    .filter(
      ([, , type, options = '']) =>
        type === 'cgroup2' || (type === 'cgroup' && options.includes('name=systemd')),
    )
    .map(([, path]) => path!)
  const groups = [...new Set(roots)].map((path) => join(path, name))
  for (const group of groups) await mkdir(group)
  return groups
}

/** The pid of a systemd below nspawn that has started everything. */
async function booted(nspawn: number): Promise<number | undefined> {
  const [pid] = childrenOf(nspawn)
  if (pid === undefined) return undefined
  if ((await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() !== 'systemd') return undefined
  const { stdout } = await runIn(['nsenter', '-t', `${pid}`, '-a', '--'], ['systemctl', 'is-system-running'])
  return ['running', 'degraded'].includes(stdout.trim()) ? pid : undefined
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

async function remove(dir: string, groups: readonly string[]): Promise<void> {
  for (const group of groups) await removeGroup(group)
  await rm(dir, { recursive: true, force: true })
}

/** A cgroup is removed when its last process is gone, and those below it are. */
async function removeGroup(group: string): Promise<void> {
  const inner = await readdir(group, { withFileTypes: true }).catch(() => [])
  for (const entry of inner) if (entry.isDirectory()) await removeGroup(join(group, entry.name))
  await until(`cgroup ${group} is empty`, 5000, () =>
    rmdir(group).then(
      () => true as const,
      (error: unknown) =>
        error instanceof Error && 'code' in error && error.code === 'EBUSY' ? undefined : true,
    ),
  )
}
