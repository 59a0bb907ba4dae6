// Open vSwitch 1.0, and programs and databases that are not what their version says.
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import type { Change } from '../src/plan/change.ts'
import { planChanges } from '../src/plan/plan.ts'
import type { SwitchState } from '../src/plan/state.ts'
import { addBridgeRows, addForeignRow } from './support/bridges.ts'
import {
  columnOf,
  columns,
  firstSchema,
  firstVersion,
  open,
  replaceScript,
  saysVersion,
  script,
  type Opened,
} from './support/vsctl.ts'

const UNSUPPORTED = { code: 'HSF_OVS_UNSUPPORTED' }
const NAMES = ['br 0', 'a"quote', 'grün', '@x', 'true', 'a, b', 'plain', 'line\nfeed']

const createAndAttach = ({ bridges }: SwitchState): Change[] => [
  { kind: 'create', columns: columns() },
  ...bridges.map((bridge): Change => ({ kind: 'attach', bridge, to: 'created' })),
]

/** Until nothing is to be done: as a keeper does, trying again where it is told to. */
async function settle({ ovs }: Opened, wanted = columns()): Promise<SwitchState> {
  for (let round = 0; round < 10; round++) {
    try {
      const state = await ovs.read()
      const options = { ...ovs.features(), adopt: false }
      const { changes } = planChanges(state, { state: 'row', columns: wanted }, options)
      if (changes.length === 0) return state
      await ovs.apply(changes, { wait: false })
    } catch (error) {
      expect(error).toMatchObject(UNSUPPORTED)
    }
  }
  throw new Error('does not settle')
}

it('1.0: lists as text, the row made first', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, NAMES)
  const opened = open(rig, { program: script(firstVersion()) })
  const { ovs } = opened
  const before = await ovs.read()
  expect(ovs.version()).toBe('1.0.1')
  expect(ovs.strategy()).toBe('create-first')
  expect(ovs.features()).toMatchObject({ marks: false, collectsGarbage: false })
  expect(before.bridges.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted())

  const state = await settle(opened)
  const [uuid, ...surplus] = await columnOf(rig, 'sFlow', '_uuid')
  expect(surplus).toEqual([])
  expect(state.rows).toEqual([{ ...columns(), uuid, externalIds: new Map() }])
  expect(new Set(state.bridges.map(({ sflow }) => sflow))).toEqual(new Set([uuid]))

  const changed = columns({ agent: undefined, header: undefined, polling: 5, targets: ['192.0.2.1:1'] })
  const after = await settle(opened, changed)
  expect(after.rows).toEqual([{ ...changed, uuid, externalIds: new Map() }])
  expect(opened.said('from now on')).toEqual([])

  const { changes } = planChanges(after, { state: 'none', why: 'test' }, { ...ovs.features(), adopt: false })
  await ovs.apply(changes, { wait: false })
  expect(await columnOf(rig, 'sFlow', '_uuid')).toEqual([])
})

it('1.0: several rows end as one', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, ['a', 'b'])
  for (const name of ['a', 'b']) await addForeignRow(rig, ['targets="192.0.2.1:1"'], name)
  await rig.vsctl('create', 'sFlow', 'targets="192.0.2.2:2"')
  expect(await columnOf(rig, 'sFlow', '_uuid')).toHaveLength(3)
  const state = await settle(open(rig, { program: script(firstVersion()) }))
  expect(state.rows).toHaveLength(1)
  expect(await columnOf(rig, 'sFlow', '_uuid')).toEqual([state.rows[0]!.uuid])
})

it('1.0: rows do not pile up when the second command fails', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, ['a'])
  // Only the commands that set something fail.
  const failing = firstVersion().replace(
    '\novs-vsctl',
    `\ncase " $* " in *" set "*) echo "ovs-vsctl: not now" >&2; exit 1;; esac\novs-vsctl`,
  )
  const program = script(failing)
  const opened = open(rig, { program })
  const { ovs } = opened
  const changes = createAndAttach(await ovs.read())
  await expect(ovs.apply(changes, { wait: false })).rejects.toMatchObject({
    code: 'HSF_OVS_FAILED',
    detail: 'not now',
  })
  expect(await columnOf(rig, 'sFlow', '_uuid')).toHaveLength(1)
  replaceScript(program, firstVersion())
  await settle(opened)
  expect(await columnOf(rig, 'sFlow', '_uuid')).toHaveLength(1)
})

it('1.0 of another name: each part that it does not know is found out once', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, ['a', 'b'])
  const opened = open(rig, { program: script(firstVersion('0.99.9')) })
  const state = await settle(opened)
  expect(state.rows).toHaveLength(1)
  expect(opened.said('from now on')).toEqual([
    expect.stringMatching(/^info lists of Open vSwitch are read as text from now on \(.*--format=json/),
    expect.stringMatching(/^info rows of Open vSwitch are made in a command .* \(.*no '--id' option\)/),
  ])
  expect(opened.ovs.features()).toMatchObject({ marks: false, collectsGarbage: false })
})

it('a later version that says 1.0: its rows go when nothing refers to them', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a', 'b'])
  const opened = open(rig, { program: script(saysVersion('1.0.99')) })
  const changes = createAndAttach(await opened.ovs.read())
  await expect(opened.ovs.apply(changes, { wait: false })).rejects.toMatchObject(UNSUPPORTED)
  expect(opened.ovs.strategy()).toBe('id')
  expect(opened.said('from now on')).toEqual([
    'info rows of Open vSwitch are made with --id in one transaction from now on (a row that no bridge has yet is removed by the database)',
  ])
  const state = await settle(opened)
  expect(state.rows[0]!.externalIds.get('host-sflow-owner')).toBe('sflowovsd')
  expect(opened.ovs.features()).toMatchObject({ marks: true, collectsGarbage: true })
})

it.for<[string, string, string[]]>([
  ['lists that show it all the same', saysVersion('3.1.0'), []],
  [
    'lists without it',
    firstVersion('1.1.2').replace(/.*--id=.*\n/, ''),
    ['info lists of Open vSwitch are read as text'],
  ],
])('a database without a column for marks: %s', async ([, body, said], ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, ['a', 'b'])
  const opened = open(rig, { program: script(body) })
  expect((await settle(opened)).rows).toHaveLength(1)
  expect(opened.said('from now on').map((line) => line.split(' from ')[0])).toEqual([
    ...said,
    'info rows of Open vSwitch are not marked as ours',
  ])
  expect(opened.ovs.strategy()).toBe('id')
  expect(opened.ovs.features()).toMatchObject({ marks: false, collectsGarbage: true })
})

it('a program that knows neither way is not asked at full speed', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  let nowMs = 0
  const program = script(
    `case "$1" in --version) exit 0;; esac\necho "ovs-vsctl: unrecognized option '--timeout'" >&2; exit 1`,
  )
  const { ovs, said } = open(rig, { program, nowMs: () => nowMs })
  await expect(ovs.read()).rejects.toMatchObject(UNSUPPORTED)
  for (let i = 0; i < 3; i++) await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_FAILED' })
  expect(said('from now on')).toHaveLength(1)
  nowMs = 60_000
  await expect(ovs.read()).rejects.toMatchObject(UNSUPPORTED)
  await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_FAILED' })
  expect(said('from now on')).toHaveLength(2)
})

it('the version is read again each hour, and a minute after a failure', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  let nowMs = 0
  const program = script(firstVersion())
  const { ovs, said } = open(rig, { program, nowMs: () => nowMs })
  const asked = (): number => said('--version').length
  await ovs.read()
  nowMs = 3_599_000
  await ovs.read()
  expect(asked()).toBe(1)
  nowMs = 3_600_000
  await ovs.read()
  expect(asked()).toBe(2)

  await rig.haltServer()
  replaceScript(program, saysVersion('3.1.0'))
  await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_UNREACHABLE' })
  await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_UNREACHABLE' })
  expect(asked()).toBe(2)
  nowMs += 60_000
  await rig.startServer()
  await ovs.read()
  expect(asked()).toBe(3)
  expect(ovs.version()).toBe('3.1.0')
  expect(ovs.strategy()).toBe('id')
  expect(said('list sFlow').at(-1)).toContain('--format=json')
  nowMs += 60_000
  await ovs.read()
  expect(asked()).toBe(3)
})
