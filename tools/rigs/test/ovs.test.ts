import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { addHost } from '../ovs.ts'
import { privateOvs } from '../private-ovs.ts'

const run = promisify(execFile)

const LISTEN = `const socket = require('node:dgram').createSocket('udp4')
socket.on('message', (bytes) => { console.log(String(bytes)); socket.close() })
socket.bind(5000, () => console.log('bound'))`
const SAY = `const socket = require('node:dgram').createSocket('udp4')
socket.send(process.argv[1], 5000, '10.9.0.2', () => socket.close())`

const names = async (): Promise<string> => (await run('ip', ['netns', 'list'])).stdout

it('three of them forward packets side by side, each between its own hosts', async (ctx) => {
  const words = ['one', 'two', 'three']
  const heard = await Promise.all(
    words.map(async (word) => {
      const rig = await privateOvs(ctx)
      await rig.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev')
      const from = await addHost(rig, 'br0', '10.9.0.1/24')
      const to = await addHost(rig, 'br0', '10.9.0.2/24')
      const [program, ...args] = [...to.prefix, process.execPath, '-e', LISTEN]
      const listener = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const lines = listener.stdout.setEncoding('utf8')
      await once(lines, 'data')
      const said = run('ip', [...from.prefix.slice(1), process.execPath, '-e', SAY, word])
      const [[text]] = await Promise.all([once(lines, 'data') as Promise<[string]>, said])
      return text.trim()
    }),
  )
  expect(heard).toEqual(words)
})

it('its server goes and comes back with the same database, or an empty one', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await rig.vsctl('add-br', 'br0')
  await rig.haltServer()
  await expect(rig.vsctl('list-br')).rejects.toThrow('Connection refused')
  await rig.startServer()
  expect(await rig.vsctl('list-br')).toBe('br0')
  await rig.haltServer()
  await rig.startServer({ empty: true })
  expect(await rig.vsctl('list-br')).toBe('')
})

it('its switch goes, comes back, and falls silent', async (ctx) => {
  const rig = await privateOvs(ctx)
  const configuration = (): Promise<string> => rig.vsctl('get', 'Open_vSwitch', '.', 'cur_cfg', 'next_cfg')
  const add = (name: string): Promise<unknown> => rig.vsctl('--timeout=1', 'add-br', name).catch(() => 'late')
  await rig.haltSwitch()
  expect(await add('br0')).toBe('late')
  await rig.startSwitch()
  const [current, next] = (await configuration()).split('\n')
  expect(current).toBe(next)
  rig.freezeSwitch()
  expect(await add('br1')).toBe('late')
  rig.resumeSwitch()
  expect(await add('br2')).toBe('')
})

it('has the schema of another version', async (ctx) => {
  const rig = await privateOvs(ctx, {
    switch: false,
    schema: (schema) => {
      delete schema.tables['sFlow']!.columns['external_ids']
      return schema
    },
  })
  const columns = ['list-columns', rig.server, 'Open_vSwitch', 'sFlow']
  const { stdout } = await run('ovsdb-client', columns)
  expect(stdout).toContain('targets')
  expect(stdout).not.toContain('external_ids')
})

it('leaves nothing behind', async (ctx) => {
  const rig = await privateOvs(ctx)
  await rig.vsctl('add-br', 'br0')
  const host = await addHost(rig, 'br0', '10.9.0.1/24')
  expect(await names()).toContain(rig.namespace)
  await rig.stop()
  expect(existsSync(rig.dir)).toBe(false)
  const left = await names()
  expect(left).not.toContain(rig.namespace)
  expect(left).not.toContain(host.namespace)
  await expect(run('pgrep', ['-f', rig.dir])).rejects.toMatchObject({ code: 1 })
})
