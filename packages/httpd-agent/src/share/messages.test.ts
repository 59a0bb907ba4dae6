import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SLOTS } from '../service/totals.ts'
import { lineOf, parseLeaderMessage, parseMemberMessage, PROTOCOL, type Snapshot } from './messages.ts'
import { gaugesOf, stateOf } from './share.test-helper.ts'

const totals = Array.from({ length: SLOTS }, (_, slot) => slot)
const snapshot: Snapshot = {
  stream: 'ab12',
  version: 3,
  state: stateOf({ datagrams: 7 }),
  included: [['1-0-a', totals]],
}
const flow = {
  kind: 'requests',
  rate: 10,
  seen: 10,
  records: [{ name: 'http_request', fields: { uri: '/' } }],
} as const

const memberMessages = [
  { t: 'hello', v: PROTOCOL, id: '1-0-a', process: 'pid:[1]-1', snapshot: null },
  { t: 'hello', v: PROTOCOL, id: '1-0-a', process: 'pid:[1]-1', snapshot },
  { t: 'report', totals, gauges: gaugesOf(1) },
  { t: 'report', totals, gauges: null },
  { t: 'flows', flows: [flow] },
  { t: 'bye' },
] as const
const leaderMessages = [
  { t: 'welcome', snapshot },
  { t: 'refuse', v: 2, reason: 'no' },
  { t: 'state', version: 4, state: stateOf(), included: [['1-0-a', totals]], gone: ['2-0-b'] },
  { t: 'farewell' },
] as const

test.each(memberMessages)('a message of a member: %j', (message) => {
  expect(parseMemberMessage(lineOf(message))).toEqual(message)
})

test.each(leaderMessages)('a message of the leader: %j', (message) => {
  expect(parseLeaderMessage(lineOf(message))).toEqual(message)
})

test('another version is understood as far as that it is another one', () => {
  expect(parseMemberMessage('{"t":"hello","v":2,"whatever":[]}')).toMatchObject({ t: 'hello', v: 2 })
})

test('whatever comes is a message or none, and never an error', () => {
  const garbage = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('', 'null', '[]', '{"t":1}', '{"t":"__proto__"}'),
  )
  fc.assert(
    fc.property(garbage, (line) => {
      expect(parseMemberMessage(line)).toBeUndefined()
      expect(parseLeaderMessage(line)).toBeUndefined()
    }),
  )
})

/** Every place in a value where something else could be. */
function* places(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) yield* places(each, [...path, name])
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by
  const copy = structuredClone(value) as Record<string, unknown>
  copy[name] = replaced(copy[name], rest, by)
  return copy
}

test('one wrong value anywhere makes it none', () => {
  const wrong = [-1, 'x'.repeat(300), true, { a: 1 }, Number.MAX_VALUE]
  const taken: string[] = []
  for (const [messages, parse] of [
    [memberMessages, parseMemberMessage],
    [leaderMessages, parseLeaderMessage],
  ] as const)
    for (const message of messages)
      for (const path of places(message))
        for (const value of wrong) {
          const line = lineOf(replaced(message, path, value) as never)
          if (parse(line) !== undefined) taken.push(`${path.join('.')} ${line}`)
        }
  // What stands for itself: fields of records are the encoder's to check, a flag is a flag, another version is refused.
  const allowed = /^(flows\.0\.records\.0\.fields|gauges\.active .*"active":true|v )/u
  expect(taken.filter((each) => !allowed.test(each))).toEqual([])
})
