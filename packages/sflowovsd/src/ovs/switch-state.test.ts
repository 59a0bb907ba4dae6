import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OvsError } from '../errors.ts'
import type { SwitchState } from '../plan/state.ts'
import { readJson, readText, type Reading } from './switch-state.ts'

// What ovs-vsctl 3.1 printed.
const JSON_LISTS = `{"data":[[3,4]],"headings":["cur_cfg","next_cfg"]}
{"data":[[["uuid","67f911d8-2e32-47be-baf8-bb1474abfa04"],"b r\\"ü",["set",[]]],[["uuid","e3316a80-9cef-487f-9b23-83ec6356170e"],"br1",["uuid","2402fbf0-cee9-47ed-a1c0-effad44fe342"]]],"headings":["_uuid","name","sflow"]}
{"data":[[["uuid","2402fbf0-cee9-47ed-a1c0-effad44fe342"],"eth0",["map",[["host-sflow-owner","sflowovsd"]]],128,["set",[]],0,["set",["[::1]:6343","10.0.0.1:6343"]]]],"headings":["_uuid","agent","external_ids","header","polling","sampling","targets"]}
`
const TEXT_LISTS = `_uuid               : a7eec89d-993a-489f-928e-03dc524d731e
bridges             : [67f911d8-2e32-47be-baf8-bb1474abfa04, e3316a80-9cef-487f-9b23-83ec6356170e]
cur_cfg             : 3
next_cfg            : 4
other_config        : {"a b"="c=d, e"}

_uuid               : 67f911d8-2e32-47be-baf8-bb1474abfa04
mcast_snooping_enable: false
name                : "b r\\"ü"
sflow               : []
_uuid               : e3316a80-9cef-487f-9b23-83ec6356170e
name                : br1
sflow               : 2402fbf0-cee9-47ed-a1c0-effad44fe342

_uuid               : 2402fbf0-cee9-47ed-a1c0-effad44fe342
agent               : eth0
external_ids        : {host-sflow-owner=sflowovsd}
header              : 128
polling             : []
sampling            : 0
targets             : ["[::1]:6343", "10.0.0.1:6343"]
`
const EXPECTED: Reading = {
  state: {
    bridges: [
      { uuid: '67f911d8-2e32-47be-baf8-bb1474abfa04', name: 'b r"ü', sflow: undefined },
      {
        uuid: 'e3316a80-9cef-487f-9b23-83ec6356170e',
        name: 'br1',
        sflow: '2402fbf0-cee9-47ed-a1c0-effad44fe342',
      },
    ],
    rows: [
      {
        uuid: '2402fbf0-cee9-47ed-a1c0-effad44fe342',
        agent: 'eth0',
        header: 128,
        polling: undefined,
        sampling: 0,
        targets: ['10.0.0.1:6343', '[::1]:6343'],
        externalIds: new Map([['host-sflow-owner', 'sflowovsd']]),
      },
    ],
    behind: true,
  },
  hasExternalIds: true,
}

test('lists of ovs-vsctl, as JSON and as text', () => {
  expect(readJson(JSON_LISTS)).toEqual(EXPECTED)
  expect(readText(TEXT_LISTS)).toEqual(EXPECTED)
})

test('tables without rows, and without the column of marks', () => {
  const empty = JSON_LISTS.replaceAll(/"data":\[.*\],"head/g, '"data":[],"head').replace(
    '"external_ids",',
    '',
  )
  const state = { bridges: [], rows: [], behind: false }
  expect(readJson(empty)).toEqual({ state, hasExternalIds: false })
  expect(readText('')).toEqual({ state, hasExternalIds: true })
  const { state: unmarked, hasExternalIds } = readText(TEXT_LISTS.replace(/external_ids.*\n/, ''))
  expect(hasExternalIds).toBe(false)
  expect(unmarked.rows[0]!.externalIds).toEqual(new Map())
})

describe('output that is not understood', () => {
  const detailOf = (read: (output: string) => Reading, output: string): string | undefined => {
    try {
      read(output)
    } catch (error) {
      if (error instanceof OvsError && error.code === 'HSF_OVS_OUTPUT') return error.detail
      throw error
    }
    return undefined
  }

  test.each([
    ['', '0 tables instead of 3: nothing'],
    ['hello', 'not JSON: hello'],
    ['[]', 'a table without headings: []'],
    ['{"headings":["a"]}', 'a table without data: {"headings":["a"]}'],
    ['{"headings":["a"],"data":[[1,2]]}', 'a row that does not fit its headings: [1,2]'],
    ['{"headings":["a"],"data":[[["uuid","x"]]]}', 'not a value: ["uuid","x"]'],
    ['{"headings":["a"],"data":[[["map",[["k"]]]]]}', 'not a pair of a map: ["k"]'],
    ['{"headings":["a"],"data":[[null]]}', 'not a value: null'],
    ['1\n'.repeat(9), 'not a table: 1'],
    [
      `${JSON_LISTS}${JSON_LISTS}`,
      '6 tables instead of 3: {"data":[[3,4]],"headings":["cur_cfg","next_cfg"]}',
    ],
    [
      JSON_LISTS.replace('"eth0"', '["set",["a","b"]]'),
      'the column agent is of another kind: {"atoms":["a","b"]}',
    ],
    [JSON_LISTS.replace('"header"', '"xheader"'), 'a column is missing: header'],
    [JSON_LISTS.replace(',128,', ',1.5,'), 'the column header is of another kind: {"atoms":[1.5]}'],
    ['['.repeat(100_000), `not JSON: ${'['.repeat(197)}...`],
  ])('JSON %#', (output, detail) => {
    expect(detailOf(readJson, output)).toContain(detail)
  })

  test.each([
    ['hello', 'not a column and its value: hello'],
    ['name : x', 'a record without its _uuid: name : x'],
    ['_uuid : 1 2', 'more than a value: 1 2'],
    ['_uuid : [a', 'a list without its end: [a'],
    ['_uuid : {a}', 'not a pair of a map: {a}'],
    ['_uuid : "a', 'not a value: "a'],
    [String.raw`_uuid : "\q"`, String.raw`not a string: "\q"`],
    ['_uuid : ', 'not a value: nothing'],
    ['_uuid : a7eec89d-993a-489f-928e-03dc524d731e', 'records of an unknown table'],
    [`_uuid : "${'x'.repeat(100_000)}"`, 'a value without end'],
  ])('text %#', (output, detail) => {
    expect(detailOf(readText, output)).toContain(detail)
  })

  test('garbage of any kind', () => {
    const lists = fc.constantFrom(JSON_LISTS, TEXT_LISTS)
    const cut = fc
      .tuple(lists, fc.nat(1200), fc.nat(40), fc.string({ maxLength: 5 }))
      .map(([list, at, length, text]) => list.slice(0, at) + text + list.slice(at + length))
    const json = fc.json().map((text) => `${text}\n${text}\n${text}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), cut, json), (output) => {
        detailOf(readJson, output)
        detailOf(readText, output)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('any state, written and read', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('true', '12', '[]', '@x'))
  const uuid = fc.uuid()
  const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined })
  const integer = optional(fc.integer())
  const targets = fc.uniqueArray(text, { maxLength: 4 }).map((set) => set.toSorted())
  const pairs = fc.array(fc.tuple(text, text), { maxLength: 4 })
  const state: fc.Arbitrary<SwitchState> = fc.record({
    bridges: fc.array(fc.record({ uuid, name: text, sflow: optional(uuid) }), { maxLength: 4 }),
    rows: fc.array(
      fc.record({
        uuid,
        agent: optional(text),
        header: integer,
        polling: integer,
        sampling: integer,
        targets,
        externalIds: pairs.map((list) => new Map(list)),
      }),
      { maxLength: 4 },
    ),
    behind: fc.boolean(),
  })
  const withOrder = fc.tuple(state, fc.infiniteStream(fc.nat()))

  type Value =
    { uuid: string } | string | number | readonly string[] | ReadonlyMap<string, string> | undefined
  type Written = Readonly<Record<string, Value>>

  const tables = ({ bridges, rows, behind }: SwitchState): Written[][] => [
    [{ _uuid: { uuid: '00000000-0000-4000-8000-000000000000' }, cur_cfg: 5, next_cfg: behind ? 6 : 5 }],
    bridges.map((row) => ({
      _uuid: { uuid: row.uuid },
      name: row.name,
      sflow: row.sflow === undefined ? undefined : { uuid: row.sflow },
    })),
    rows.map(({ uuid: id, externalIds, ...columns }) => ({
      _uuid: { uuid: id },
      external_ids: externalIds,
      ...columns,
    })),
  ]
  const HEADINGS = [
    ['_uuid', 'cur_cfg', 'next_cfg'],
    ['_uuid', 'name', 'sflow'],
    ['_uuid', 'agent', 'external_ids', 'header', 'polling', 'sampling', 'targets'],
  ]

  // RFC 7047 section 5.1: a set of one may be written as its value.
  function notation(value: Value): unknown {
    if (value === undefined) return ['set', []]
    if (value instanceof Map) return ['map', [...value]]
    if (Array.isArray(value)) return value.length === 1 ? (value[0] as string) : ['set', value]
    return typeof value === 'object' && 'uuid' in value ? ['uuid', value.uuid] : value
  }

  const quote = (value: string): string =>
    /^[a-z_][\w.-]*$/i.test(value) && !/^(?:true|false)$/.test(value) && !/^[\da-f]{8}-/i.test(value)
      ? value
      : JSON.stringify(value)
  function plain(value: Value): string {
    if (value === undefined) return '[]'
    if (value instanceof Map)
      return `{${[...(value as Map<string, string>)].map(([k, v]) => `${quote(k)}=${quote(v)}`).join(', ')}}`
    if (Array.isArray(value)) return `[${(value as string[]).map(quote).join(', ')}]`
    if (typeof value === 'object' && 'uuid' in value) return value.uuid
    return typeof value === 'string' ? quote(value) : `${value as number}`
  }

  test('as JSON, whatever the order of columns', () => {
    fc.assert(
      fc.property(withOrder, ([wanted, order]) => {
        const lines = tables(wanted).map((rows, at) => {
          const keys = HEADINGS[at]!.map((name) => ({ name, rank: order.next().value }))
          const headings = keys.toSorted((a, b) => a.rank - b.rank).map(({ name }) => name)
          return JSON.stringify({ headings, data: rows.map((row) => headings.map((n) => notation(row[n]))) })
        })
        expect(readJson(`${lines.join('\n')}\n`)).toEqual({ state: wanted, hasExternalIds: true })
      }),
    )
  })

  test('as text', () => {
    fc.assert(
      fc.property(state, (wanted) => {
        const records = tables(wanted)
          .flat()
          .map((row) =>
            Object.entries(row)
              .map(([name, value]) => `${name.padEnd(20)}: ${plain(value)}\n`)
              .join(''),
          )
        expect(readText(records.join('\n')).state).toEqual(wanted)
      }),
    )
  })
})
