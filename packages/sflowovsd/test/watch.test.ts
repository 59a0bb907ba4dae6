// The watch on a real database server: what it hears, and what becomes of it when the server or its program go.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, it, type TestContext } from 'vitest'
import { freeTcpPort, until } from '../../../tools/rigs/child.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { startWatch, type WatchRig } from './support/watch-rig.ts'

const monitors = ({ processes }: WatchRig) => processes().filter(({ command }) => command.includes('monitor'))

/** An ovsdb-client of the test's own. */
function programThat(script: string): string {
  const file = join(scratch(), 'ovsdb-client')
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return file
}

it('hears of bridges and rows, not of what does not matter, with two processes that end with it', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const rig = startWatch(ctx, ovs.server)
  await rig.is('watching')
  await rig.hears('the start')
  await ovs.vsctl('add-br', 'br0')
  await rig.hears('a bridge')
  const row = await ovs.vsctl(
    '--id=@s',
    'create',
    'sflow',
    'targets="127.0.0.1:6343"',
    '--',
    'set',
    'bridge',
    'br0',
    'sflow=@s',
  )
  await rig.hears('its row')
  await ovs.vsctl('set', 'sflow', row, 'sampling=7')
  await rig.hears('a column of the row')
  // What one change makes two events of has been told by now.
  await sleep(100)
  const before = rig.events.length
  await ovs.vsctl('set', 'bridge', 'br0', 'stp_enable=true')
  await ovs.vsctl('add-port', 'br0', 'p0')
  await sleep(200)
  expect(rig.events).toHaveLength(before)
  await ovs.vsctl('del-br', 'br0')
  await rig.hears('the end of the bridge')

  expect(monitors(rig)).toHaveLength(2)
  expect(rig.watch.spawned()).toBe(2)
  expect(rig.lines).toEqual([])
  await rig.watch.close()
  expect(rig.processes()).toEqual([])
  expect(rig.states).toEqual(['watching'])
})

it('a server that is not there from the start', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  await ovs.haltServer()
  const rig = startWatch(ctx, ovs.server)
  await rig.is('away')
  expect([rig.watch.spawned(), rig.events]).toEqual([0, []])
  await ovs.startServer()
  await rig.is('watching', 1200)
})

it('a server beyond TCP', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const port = await freeTcpPort()
  const rig = startWatch(ctx, `tcp:127.0.0.1:${port}`)
  await rig.is('away')
  expect(rig.watch.spawned()).toBe(0)
  const remote = ['ovsdb-server/add-remote', `ptcp:${port}:127.0.0.1`]
  await promisify(execFile)('ovs-appctl', ['-t', 'ovsdb-server', ...remote], {
    env: { ...process.env, ...ovs.env },
  })
  rig.watch.retry()
  await rig.is('watching')
  await ovs.vsctl('add-br', 'br0')
  await until('the bridge', 5000, () => rig.events.length > 1 || undefined)
})

it('a server of which only the program can tell', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const none = `unix:${ovs.runDir}/none.sock`
  const rig = startWatch(ctx, `${none},unix:${ovs.runDir}/none2.sock`)
  await rig.is('away')
  expect(rig.events).toEqual([])
  expect(rig.said('no servers were available')).toBe(1)
  expect(rig.said('warn')).toBe(1)
  const found = startWatch(ctx, `${none},${ovs.server}`)
  await found.is('watching')
  expect(found.said('')).toBe(0)
})

it('a program that is killed is started again at once, both of them', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const rig = startWatch(ctx, ovs.server)
  await rig.is('watching')
  const [first, second] = monitors(rig)
  process.kill(first!.pid, 'SIGKILL')
  await until('two others', 2000, () => {
    const pids = monitors(rig).map(({ pid }) => pid)
    return (pids.length === 2 && !pids.includes(first!.pid) && !pids.includes(second!.pid)) || undefined
  })
  await rig.is('watching')
  expect(rig.lines).toEqual([
    expect.stringMatching(
      /^warn changes of Open vSwitch are not seen at once: ovsdb-client: ended by SIGKILL/u,
    ),
  ])
  await until('the end of it is said', 3000, () => rig.said('are seen again at once') === 1 || undefined)
  expect(rig.events.filter((event) => event === 'started')).toHaveLength(2)
})

it('a program that is missing is said once, with what to do; it is taken when it is there', async (ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const program = join(scratch(), 'ovsdb-client')
  const rig = startWatch(ctx, ovs.server, { program })
  await rig.is('blind')
  rig.watch.retry()
  await sleep(300)
  expect(rig.lines).toEqual([
    expect.stringMatching(/^warn a program .* is not there: .*ENOENT \(install Open vSwitch.*once a minute/u),
  ])
  expect(rig.events).toEqual([])
  writeFileSync(program, '#!/bin/sh\nexec ovsdb-client "$@"\n', { mode: 0o755 })
  rig.watch.retry()
  await rig.is('watching')
})

it.concurrent(
  'a server that goes is said once, costs no process, and is noticed within a second when it is back',
  async (ctx) => {
    const ovs = await privateOvs(ctx, { switch: false })
    const rig = startWatch(ctx, ovs.server)
    await rig.is('watching')
    await ovs.haltServer()
    await rig.is('away')
    await sleep(2500)
    expect(rig.watch.spawned()).toBe(2)
    expect(rig.processes()).toEqual([])
    expect(rig.lines).toEqual([
      expect.stringMatching(
        /^warn the database of Open vSwitch cannot be reached: unix:.*ECONNREFUSED.*\(start ovsdb-server/u,
      ),
    ])
    const events = rig.events.length
    await ovs.startServer()
    await rig.is('watching', 1200)
    expect(rig.events[events]).toBe('started')
    await ovs.vsctl('add-br', 'br0')
    await until('the bridge', 5000, () => rig.events.length > events + 1 || undefined)
    expect(rig.said('can be reached again')).toBe(1)
  },
)

it.concurrent.for([
  ['ends at once', 'echo "ovsdb-client: what?" >&2; exit 3', String.raw`what\?`],
  ['ends without a word', 'exit 3', 'exit code 3'],
  ['floods', 'exec yes garbage', 'it wrote more than 8 MiB in a second'],
])('a program that %s is tried less and less often', async ([_what, script = '', why = ''], ctx) => {
  const server = await quietServer(ctx)
  const rig = startWatch(ctx, server, { program: programThat(script) })
  await sleep(1600)
  expect(rig.lines).toEqual([expect.stringMatching(new RegExp(`not seen at once: \\S+: ${why} \\(`, 'u'))])
  // At once, and after 0.1, 0.2, 0.4, 0.8 s.
  expect(rig.watch.spawned() / 2).toBeGreaterThanOrEqual(3)
  expect(rig.watch.spawned() / 2).toBeLessThanOrEqual(5)
  await rig.watch.close()
  expect(rig.processes()).toEqual([])
})

it('a program that hears nothing of signals, and its children, end with the watch', async (ctx) => {
  const program = programThat('trap "" TERM INT HUP; sleep 1000 & while :; do sleep 1000; done')
  const rig = startWatch(ctx, await quietServer(ctx), { program })
  await rig.is('watching')
  await until('the children', 5000, () => rig.processes().length === 6 || undefined)
  const from = performance.now()
  await rig.watch.close()
  expect(performance.now() - from).toBeLessThan(500)
  await until('nobody is left', 1000, () => rig.processes().length === 0 || undefined)
})

it('what is closed while it asks starts nothing', async (ctx) => {
  const rig = startWatch(ctx, await quietServer(ctx), { program: programThat('sleep 1000') })
  await rig.watch.close()
  rig.watch.retry()
  rig.watch.restart('a test')
  await sleep(200)
  expect([rig.watch.spawned(), rig.states, rig.events]).toEqual([0, [], []])
})

/** Where somebody accepts connections and says nothing. */
async function quietServer(ctx: TestContext): Promise<string> {
  const path = join(scratch(), 'db.sock')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
  server.listen(path)
  await once(server, 'listening')
  ctx.onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `unix:${path}`
}

// What they say of it is as long as their help.
it.for([
  ['of util-linux before 2.31', 'exec setpriv --no-such-option "$@"'],
  [
    'of busybox',
    'printf "%s\\n" "setpriv: unrecognized option: pdeathsig" "BusyBox v1.35.0 multi-call binary." "" "Usage: setpriv [OPTIONS] PROG ARGS" "" "--nnp  Ignore setuid/setgid bits" >&2; exit 1',
  ],
])('does without a setpriv that cannot end its children with it: %s', async ([, says], ctx) => {
  const ovs = await privateOvs(ctx, { switch: false })
  const bin = scratch()
  const script = `#!/bin/sh\nPATH=${process.env['PATH']}\n${says}\n`
  writeFileSync(join(bin, 'setpriv'), script, { mode: 0o755 })
  const rig = startWatch(ctx, ovs.server, { env: { PATH: `${bin}:${process.env['PATH']}` } })
  await rig.is('watching')
  await until('both run', 5000, () => monitors(rig).length === 2 || undefined)
  await rig.hears('the start')
  await ovs.vsctl('add-br', 'br0')
  await rig.hears('a bridge')
  expect(rig.lines).toEqual([])
})
