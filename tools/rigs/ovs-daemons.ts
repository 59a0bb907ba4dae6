import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startChild, until, type Child } from './child.ts'

const run = promisify(execFile)

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const START_LIMIT_MS = 10_000
// A test run that is killed has no last word.
const WITH_THIS_PROCESS = ['setpriv', '--pdeathsig', 'KILL'] as const

/** The schema of the database, as ovsdb-tool(1) takes it. */
export type OvsSchema = {
  cksum?: string
  tables: Record<string, { isRoot?: boolean; columns: Record<string, unknown> }>
}

export type OvsEnvironment = {
  OVS_RUNDIR: string
  OVS_DBDIR: string
  OVS_LOGDIR: string
  OVS_SYSCONFDIR: string
}

/** The database and its server. */
export function databaseDaemon(options: {
  dir: string
  env: OvsEnvironment
  schema: ((schema: OvsSchema) => OvsSchema) | undefined
}): {
  start: (options?: { empty?: boolean }) => Promise<void>
  halt: () => Promise<void>
} {
  const { dir, env, schema = (same: OvsSchema): OvsSchema => same } = options
  const file = join(env.OVS_DBDIR, 'conf.db')
  const socket = join(env.OVS_RUNDIR, 'db.sock')
  const create = async (): Promise<void> => {
    const changed = schema(JSON.parse(await readFile(SCHEMA, 'utf8')) as OvsSchema)
    // It is of the text as it was.
    delete changed.cksum
    const path = join(dir, 'schema')
    await writeFile(path, JSON.stringify(changed))
    await rm(file, { force: true })
    await run('ovsdb-tool', ['create', file, path])
  }
  const server = daemon(env, ['ovsdb-server', file, `--remote=punix:${socket}`, '--pidfile', '--log-file'])
  return {
    halt: server.halt,
    start: async ({ empty = false } = {}) => {
      if (empty) await create()
      await server.start(() => answers(socket))
      if (empty) {
        await run('ovs-vsctl', [`--db=unix:${socket}`, '--timeout=10', '--no-wait', 'init'])
      }
    },
  }
}

/** ovs-vswitchd. */
export function switchDaemon(options: {
  env: OvsEnvironment
  prefix: readonly string[]
  server: string
  vsctl: (...args: readonly string[]) => Promise<string>
}): ReturnType<typeof daemon> & { start: () => Promise<void> } {
  const { env, prefix, server, vsctl } = options
  const vswitchd = daemon(env, ['ovs-vswitchd', server, '--pidfile', '--log-file'], prefix)
  let starts = 0
  return {
    ...vswitchd,
    // Any change waits until it has taken in what was there before, too.
    start: () =>
      vswitchd.start(async () => {
        await vsctl('set', 'Open_vSwitch', '.', `external_ids:rig-starts=${++starts}`)
        return true
      }),
  }
}

function daemon(
  env: OvsEnvironment,
  command: readonly string[],
  prefix: readonly string[] = [],
): {
  start: (ready: () => Promise<boolean>) => Promise<void>
  halt: () => Promise<void>
  signal: (name: 'SIGSTOP' | 'SIGCONT') => void
} {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  let child: Child | undefined
  return {
    start: async (ready) => {
      const started = await startChild(
        [...WITH_THIS_PROCESS, ...prefix, 'env', ...variables, ...command, '-vconsole:err'],
        'SIGKILL',
      )
      child = started
      await until(`${command[0]} is ready`, START_LIMIT_MS, async () => {
        if (started.exit()) throw new Error(`${command[0]} ended: ${started.output()}`)
        return (await ready()) || undefined
      })
    },
    halt: async () => {
      const running = child
      child = undefined
      await running?.stop()
    },
    signal: (name) => void (child && process.kill(-child.pid, name)),
  }
}

/** Whether somebody accepts connections at a unix socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
