// What is read from a real database, and what changes make of it.
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import type { Change } from '../src/plan/change.ts'
import type { BridgeRow, SwitchState } from '../src/plan/state.ts'
import { addBridgeRows, addForeignRow } from './support/bridges.ts'
import { columnOf, columns, open } from './support/vsctl.ts'

const ODD_NAMES = [
  'br 0',
  ' edges ',
  'a"quote',
  "it's",
  'back\\slash',
  'grün-橋-🌉',
  '-dash',
  '--',
  'a,b',
  '[x]',
  '{k=v}',
  '@x',
  'true',
  '12',
  '$(reboot)',
  'line\nfeed',
  '0f8fad5b-d9cb-469f-a165-70867728950e',
]

const attachAll = (state: SwitchState): Change[] =>
  state.bridges.map((bridge): Change => ({ kind: 'attach', bridge, to: 'created' }))

const byName = ({ bridges }: SwitchState, name: string): BridgeRow =>
  bridges.find((bridge) => bridge.name === name)!

it('bridges of any name: read, given one row, and read back', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ODD_NAMES)
  const { ovs } = open(rig)
  const before = await ovs.read()
  expect(before.bridges.map(({ name }) => name).toSorted()).toEqual(ODD_NAMES.toSorted())
  expect(before.rows).toEqual([])
  expect(before.behind).toBe(false)

  const changes: Change[] = [{ kind: 'create', columns: columns() }, ...attachAll(before)]
  expect(await ovs.apply(changes, { wait: false })).toBe('in-force')
  const [uuid] = await columnOf(rig, 'sFlow', '_uuid')
  const { rows, bridges } = await ovs.read()
  const externalIds = new Map([['host-sflow-owner', 'sflowovsd']])
  expect(rows).toEqual([{ ...columns(), uuid, externalIds }])
  expect(bridges.map(({ sflow }) => sflow)).toEqual(ODD_NAMES.map(() => uuid))
  expect(await rig.vsctl('get', 'sFlow', uuid!, 'targets')).toBe('["10.0.0.1:6343", "[::1]:6343"]')
  expect(ovs.spawned()).toBe(4)
  expect(ovs.strategy()).toBe('id')
  expect(ovs.version()).toMatch(/^\d+\.\d+/)
  expect(ovs.features()).toEqual({ marks: true, collectsGarbage: true, addresses: true })
})

it('each kind of change, and all of them in one transaction', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a', 'b', 'c'])
  const foreign = ['targets="192.0.2.1:1"', 'agent=em1', 'sampling=64', 'external_ids:who=else']
  await addForeignRow(rig, foreign, 'a')
  const { ovs } = open(rig)
  const first = await ovs.read()
  const row = first.rows[0]!
  expect(row).toMatchObject({ agent: 'em1', sampling: 64, header: undefined, targets: ['192.0.2.1:1'] })

  const odd = 'eth0 "x" \\ ü'
  await ovs.apply(
    [
      { kind: 'update', row, columns: { agent: odd, sampling: undefined, header: 256 }, mark: true },
      { kind: 'attach', bridge: byName(first, 'b'), to: row },
      { kind: 'create', columns: columns({ agent: undefined, polling: undefined }) },
      { kind: 'attach', bridge: byName(first, 'c'), to: 'created' },
    ],
    { wait: false },
  )
  const second = await ovs.read()
  const updated = second.rows.find(({ uuid }) => uuid === row.uuid)!
  expect(updated).toEqual({
    uuid: row.uuid,
    agent: odd,
    header: 256,
    polling: undefined,
    sampling: undefined,
    targets: ['192.0.2.1:1'],
    externalIds: new Map([
      ['host-sflow-owner', 'sflowovsd'],
      ['who', 'else'],
    ]),
  })
  expect(byName(second, 'b').sflow).toBe(row.uuid)
  const created = second.rows.find(({ uuid }) => uuid !== row.uuid)!
  expect(created).toMatchObject({ agent: undefined, polling: undefined, sampling: 400 })
  expect(byName(second, 'c').sflow).toBe(created.uuid)

  await ovs.apply([{ kind: 'update', row: updated, columns: {}, mark: true }], { wait: false })
  await ovs.apply(
    second.bridges.map((bridge): Change => ({ kind: 'detach', bridge })),
    { wait: false },
  )
  const third = await ovs.read()
  expect(third.rows).toEqual([])
  expect(third.bridges.map(({ sflow }) => sflow)).toEqual([undefined, undefined, undefined])
})

it('a foreign row with values that nobody should set is read all the same', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a'])
  const values = ['sampling=4294967296', 'polling=-5', 'header=9223372036854775807', 'targets=["x\\ny","ü"]']
  await addForeignRow(rig, values, 'a')
  const { rows } = await open(rig).ovs.read()
  expect(rows[0]).toMatchObject({ sampling: 4_294_967_296, polling: -5, targets: ['x\ny', 'ü'] })
})

it('nothing to do starts nothing', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { ovs } = open(rig)
  const { bridges } = await ovs.read()
  const before = ovs.spawned()
  expect(bridges).toEqual([])
  expect(await ovs.apply([], { wait: true })).toBe('in-force')
  expect(ovs.spawned()).toBe(before)
  expect(ovs.commands([])).toEqual([])
})

it('commands run one after the other', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a'])
  const { ovs, lines } = open(rig)
  const first = ovs.read()
  const [{ bridges }] = await Promise.all([first, ovs.read(), ovs.read()])
  expect(bridges).toHaveLength(1)
  expect(ovs.spawned()).toBe(4)
  // Each is told when it has ended.
  expect(lines.filter((line) => line.startsWith('trace')).map((line) => line.split(' ')[2])).toEqual([
    '--version\n',
    ...Array.from({ length: 3 }, () => '--timeout=5'),
  ])
})

it('2,000 bridges in one transaction', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const names = Array.from({ length: 2000 }, (_, at) => `bridge-${at}`)
  await addBridgeRows(rig, names)
  const { ovs } = open(rig, { timeoutS: 20 })
  const startedMs = performance.now()
  const before = await ovs.read()
  const readMs = performance.now()
  const changes: Change[] = [{ kind: 'create', columns: columns() }, ...attachAll(before)]
  const [command] = ovs.commands(changes)
  const bytes = command!.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0)
  await ovs.apply(changes, { wait: false })
  const appliedMs = performance.now()
  const { rows, bridges } = await ovs.read()
  expect(rows).toHaveLength(1)
  expect(new Set(bridges.map(({ sflow }) => sflow))).toEqual(new Set([rows[0]!.uuid]))
  expect(bridges).toHaveLength(2000)
  const took = [readMs - startedMs, appliedMs - readMs].map((ms) => `${Math.round(ms)} ms`)
  console.log(`2,000 bridges: command of ${bytes} bytes; read in ${took[0]}, configured in ${took[1]}`)
})

it('a bridge that has gone meanwhile', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a', 'b'])
  const { ovs } = open(rig)
  const before = await ovs.read()
  await rig.vsctl('del-br', 'a')
  const changes: Change[] = [{ kind: 'create', columns: columns() }, ...attachAll(before)]
  await expect(ovs.apply(changes, { wait: false })).rejects.toMatchObject({ code: 'HSF_OVS_STALE' })
  expect((await ovs.read()).rows).toEqual([])
})

it('a row that has gone meanwhile', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a', 'b'])
  const { ovs } = open(rig)
  const changes: Change[] = [{ kind: 'create', columns: columns() }, ...attachAll(await ovs.read())]
  await ovs.apply(changes, { wait: false })
  const { rows, bridges } = await ovs.read()
  for (const name of ['a', 'b']) await rig.vsctl('clear', 'Bridge', name, 'sflow')
  const row = rows[0]!
  const stale: Change[] = [
    { kind: 'attach', bridge: bridges[0]!, to: row },
    { kind: 'update', row, columns: { polling: 5 }, mark: false },
    { kind: 'destroy', row },
  ]
  for (const change of stale)
    await expect(ovs.apply([change], { wait: false })).rejects.toMatchObject({ code: 'HSF_OVS_STALE' })
})

it('waits for ovs-vswitchd: in force, or not confirmed but in the database', async (ctx) => {
  const rig = await privateOvs(ctx)
  await rig.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev')
  const { ovs } = open(rig, { timeoutS: 1 })
  const before = await ovs.read()
  const create: Change = { kind: 'create', columns: columns({ agent: 'lo', targets: ['127.0.0.1:9'] }) }
  expect(await ovs.apply([create, ...attachAll(before)], { wait: true })).toBe('in-force')
  const { rows, behind } = await ovs.read()
  expect(behind).toBe(false)

  rig.freezeSwitch()
  const update: Change = { kind: 'update', row: rows[0]!, columns: { polling: 7 }, mark: false }
  expect(await ovs.apply([update], { wait: true })).toBe('unconfirmed')
  const frozen = await ovs.read()
  expect(frozen.rows[0]).toMatchObject({ polling: 7 })
  expect(frozen.behind).toBe(true)
  expect(await ovs.apply([{ ...update, columns: { polling: 8 } }], { wait: false })).toBe('in-force')

  rig.resumeSwitch()
  await rig.vsctl('set', 'Open_vSwitch', '.', 'external_ids:x=y')
  expect((await ovs.read()).behind).toBe(false)
})
