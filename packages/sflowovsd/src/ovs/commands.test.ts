import { describe, expect, test } from 'vitest'
import type { Change } from '../plan/change.ts'
import { bridge, columns, row, uuid } from '../plan/database.test-helper.ts'
import { createCommand, readCommand, transactionCommand, versionCommand } from './commands.ts'

const OPTIONS = { program: 'ovs-vsctl', server: undefined, timeoutS: 5 }
const START = ['ovs-vsctl', '--timeout=5']
const HOW = { wait: true, created: undefined, marks: true }
const CREATE: Change = { kind: 'create', columns: columns({ targets: ['10.0.0.1:6343', '[::1]:6343'] }) }
const ATTACH: Change = { kind: 'attach', bridge: bridge(1), to: 'created' }
const CREATED = [
  'create',
  'sFlow',
  'agent="eth0"',
  'header=128',
  'polling=20',
  'sampling=400',
  'targets=["10.0.0.1:6343","[::1]:6343"]',
]
const MARKED = [...CREATED, 'external_ids:host-sflow-owner=sflowovsd']

test('what reads', () => {
  expect(versionCommand(OPTIONS)).toEqual(['ovs-vsctl', '--version'])
  expect(readCommand(OPTIONS, 'json').join(' ')).toBe(
    'ovs-vsctl --timeout=5 --no-wait --format=json --columns=cur_cfg,next_cfg list Open_vSwitch -- --columns=_uuid,name,sflow list Bridge -- list sFlow',
  )
  expect(readCommand({ ...OPTIONS, server: 'unix:/a b' }, 'text')).toEqual([
    ...START,
    '--db=unix:/a b',
    '--no-wait',
    ...'list Open_vSwitch -- list Bridge -- list sFlow'.split(' '),
  ])
})

test('a row and its bridges in one transaction', () => {
  expect(transactionCommand(OPTIONS, [CREATE, ATTACH], HOW)).toEqual([
    ...START,
    '--',
    '--id=@newsflow',
    ...MARKED,
    ...`-- set Bridge ${uuid(1001)} sflow=@newsflow`.split(' '),
  ])
})

test('a row by a command of its own, then its bridges', () => {
  if (CREATE.kind !== 'create') throw new Error('not a create')
  expect(createCommand(OPTIONS, CREATE.columns, false)).toEqual([...START, '--no-wait', ...CREATED])
  expect(createCommand(OPTIONS, CREATE.columns, true)).toEqual([...START, '--no-wait', ...MARKED])
  const how = { wait: false, created: uuid(7), marks: false }
  expect(transactionCommand(OPTIONS, [CREATE, ATTACH], how)).toEqual([
    ...START,
    ...`--no-wait -- set Bridge ${uuid(1001)} sflow=${uuid(7)}`.split(' '),
  ])
  expect(transactionCommand(OPTIONS, [CREATE], how)).toBeUndefined()
})

describe('a change', () => {
  const words = (change: Change, marks = true): string[] | undefined =>
    transactionCommand(OPTIONS, [change], { ...HOW, marks })?.slice(START.length + 1)

  test('of bridges', () => {
    expect(words({ kind: 'attach', bridge: bridge(2), to: row(3) })).toEqual([
      'set',
      'Bridge',
      uuid(1002),
      `sflow=${uuid(3)}`,
    ])
    expect(words({ kind: 'detach', bridge: bridge(2) })).toEqual(['set', 'Bridge', uuid(1002), 'sflow=[]'])
  })

  test('of rows', () => {
    const update = (more: Partial<ReturnType<typeof columns>>, mark = false): Change => ({
      kind: 'update',
      row: row(3),
      columns: more,
      mark,
    })
    const set = ['set', 'sFlow', uuid(3)]
    expect(words(update({ polling: 30, agent: 'e"th\\0' }))).toEqual([
      ...set,
      String.raw`agent="e\"th\\0"`,
      'polling=30',
    ])
    expect(words(update({ agent: undefined, sampling: 0 }))).toEqual([...set, 'agent=[]', 'sampling=0'])
    expect(words(update({}, true))).toEqual([...set, 'external_ids:host-sflow-owner=sflowovsd'])
    expect(words(update({}, true), false)).toBeUndefined()
    expect(words(update({}))).toBeUndefined()
    expect(words({ kind: 'destroy', row: row(3) })).toEqual(['destroy', 'sFlow', uuid(3)])
  })
})

test('no change, no command', () => {
  expect(transactionCommand(OPTIONS, [], HOW)).toBeUndefined()
})
