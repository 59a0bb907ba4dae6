import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseDaemon, switchDaemon, type OvsSchema } from './ovs-daemons.ts'

export type { OvsSchema }

const run = promisify(execFile)

export type OvsOptions = {
  /**
   * Also ovs-vswitchd with its userspace datapath, in a network namespace of its own, which needs root. Without it:
   * the database only, for anyone.
   * @default true
   */
  switch?: boolean
  /** Changes the schema: what older versions had. */
  schema?: (schema: OvsSchema) => OvsSchema
}

/** A private Open vSwitch. */
export type Ovs = {
  dir: string
  /** OVS_RUNDIR. */
  runDir: string
  /** `unix:SOCKET` of the database server. */
  server: string
  /** What makes the programs of Open vSwitch find this one. */
  env: Record<string, string>
  /** What starts a program in the switch's network namespace. */
  prefix: readonly string[]
  /** Undefined where there is no switch. */
  namespace: string | undefined
  /**
   * Runs ovs-vsctl, and returns what it printed. It waits for a switch at most 10 s, and for none where there is none.
   * @throws what execFile throws: `code`, `stderr`
   */
  vsctl: (...args: readonly string[]) => Promise<string>
  /** SIGKILL: the socket stays, nobody answers. */
  haltServer: () => Promise<void>
  /** On the same database, unless it is to be `empty`. */
  startServer: (options?: { empty?: boolean }) => Promise<void>
  haltSwitch: () => Promise<void>
  /** Returns when it has taken the database in. */
  startSwitch: () => Promise<void>
  /** There, but silent, until `resumeSwitch`. */
  freezeSwitch: () => void
  resumeSwitch: () => void
  /** Done at the end, last registered first. */
  atStop: (undo: () => Promise<void>) => void
  stop: () => Promise<void>
}

/** A host at a port of a bridge. */
export type OvsHost = {
  namespace: string
  prefix: readonly string[]
  /** Its interface, and that one's MAC address. */
  device: string
  mac: string
  /** The port of the bridge: an interface of the switch's namespace. */
  port: string
  portIfIndex: number
}

// sun_path holds 108 bytes; the longest name in the directory is `/run/ovs-vswitchd.PID.ctl`.
const DIRECTORY_MAX_BYTES = 70

// A test run that ends early must leave neither namespaces nor directories; the processes are startChild's.
const namespaces = new Set<string>()
const directories = new Set<string>()
process.once('exit', () => {
  for (const name of namespaces) execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
  for (const dir of directories) rmSync(dir, { recursive: true, force: true })
})

/**
 * Starts an Open vSwitch with its files in a private directory, some 0.3 s; any number of them run side by side.
 * @throws when it is not ready within 10 s
 */
export async function startOvs(options: OvsOptions = {}): Promise<Ovs> {
  const { switch: withSwitch = true, schema } = options
  const undo: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const each of undo.splice(0).toReversed()) await each()
  }
  try {
    const dir = await makeDirectory(undo)
    const namespace = withSwitch ? await makeNamespace(undo) : undefined
    const prefix = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]
    const env = {
      OVS_RUNDIR: join(dir, 'run'),
      OVS_DBDIR: join(dir, 'db'),
      OVS_LOGDIR: join(dir, 'log'),
      OVS_SYSCONFDIR: join(dir, 'etc'),
    }
    const server = `unix:${env.OVS_RUNDIR}/db.sock`
    const waiting = withSwitch ? [] : ['--no-wait']
    const vsctl = async (...args: readonly string[]): Promise<string> => {
      const all = [`--db=${server}`, '--timeout=10', ...waiting, ...args]
      const { stdout } = await run('ovs-vsctl', all, { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })
      return stdout.trimEnd()
    }
    const database = databaseDaemon({ dir, env, schema })
    const vswitchd = switchDaemon({ env, prefix, server, vsctl })
    undo.push(database.halt, vswitchd.halt)
    await database.start({ empty: true })
    if (withSwitch) await vswitchd.start()
    return {
      dir,
      runDir: env.OVS_RUNDIR,
      server,
      env,
      prefix,
      namespace,
      vsctl,
      haltServer: database.halt,
      startServer: database.start,
      haltSwitch: vswitchd.halt,
      startSwitch: vswitchd.start,
      freezeSwitch: () => vswitchd.signal('SIGSTOP'),
      resumeSwitch: () => vswitchd.signal('SIGCONT'),
      atStop: (each) => void undo.push(each),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Adds a host at a new port of a bridge.
 * @param address with its prefix length: `10.0.0.1/24`
 */
export async function addHost(rig: Ovs, bridge: string, address: string): Promise<OvsHost> {
  const undo: (() => Promise<void>)[] = []
  const namespace = await makeNamespace(undo)
  undo.forEach(rig.atStop)
  const device = 'eth0'
  const port = `p${namespace.slice(-8)}`
  const inSwitch = ['-n', rig.namespace!]
  const inHost = ['-n', namespace]
  const prefix = ['ip', 'netns', 'exec', namespace]
  await run('ip', [
    ...inSwitch,
    'link',
    'add',
    port,
    'type',
    'veth',
    'peer',
    'name',
    device,
    'netns',
    namespace,
  ])
  await run('ip', [
    ...inHost,
    'addr',
    'add',
    address,
    'dev',
    device,
    ...(address.includes(':') ? ['nodad'] : []),
  ])
  // The userspace datapath forwards packets as they are: checksums left to the hardware stay wrong.
  await run('ip', ['netns', 'exec', namespace, 'ethtool', '-K', device, 'tx', 'off'])
  await run('ip', [...inSwitch, 'link', 'set', port, 'up'])
  await run('ip', [...inHost, 'link', 'set', device, 'up'])
  await rig.vsctl('add-port', bridge, port)
  const [, portIfIndex] = await link(rig.namespace!, port)
  const [mac] = await link(namespace, device)
  return { namespace, prefix, device, mac, port, portIfIndex }
}

async function link(namespace: string, device: string): Promise<[mac: string, index: number]> {
  const { stdout } = await run('ip', ['-n', namespace, '-j', 'link', 'show', device])
  const [row] = JSON.parse(stdout) as [{ address: string; ifindex: number }]
  return [row.address, row.ifindex]
}

async function makeDirectory(undo: (() => Promise<void>)[]): Promise<string> {
  const parent = Buffer.byteLength(tmpdir()) > DIRECTORY_MAX_BYTES - 16 ? '/tmp' : tmpdir()
  const dir = await mkdtemp(join(parent, 'rig-ovs-'))
  directories.add(dir)
  undo.push(async () => {
    await rm(dir, { recursive: true, force: true })
    directories.delete(dir)
  })
  // As /run/openvswitch is: who may use the sockets is the sockets' affair.
  await chmod(dir, 0o755)
  await Promise.all(['run', 'db', 'log', 'etc'].map((name) => mkdir(join(dir, name), { mode: 0o755 })))
  return dir
}

async function makeNamespace(undo: (() => Promise<void>)[]): Promise<string> {
  const name = `rig-ovs-${randomBytes(4).toString('hex')}`
  await run('ip', ['netns', 'add', name])
  namespaces.add(name)
  undo.push(async () => {
    await run('ip', ['netns', 'del', name])
    namespaces.delete(name)
  })
  await run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
  return name
}
