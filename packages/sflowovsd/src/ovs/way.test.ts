import { expect, test } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import type { Reading } from './switch-state.ts'
import { createWay, type Way } from './way.ts'

function start(version: string | undefined): { way: Way; lines: string[]; pass: (ms: number) => void } {
  let now = 0
  const { log, lines } = createFakeLog()
  const way = createWay({ log, nowMs: () => now })
  way.onVersion(version)
  return { way, lines, pass: (ms) => void (now += ms) }
}

const reading = (hasExternalIds: boolean): Reading => ({
  state: { bridges: [], rows: [], behind: false },
  hasExternalIds,
})

const of = (way: Way) => [way.format(), way.strategy(), way.features().marks, way.features().collectsGarbage]

const FIRST = ['text', 'create-first', false, false]
const LATER = ['json', 'id', true, true]

test.each([
  ['1.0', FIRST],
  ['1.0.1', FIRST],
  ['1.1.0', LATER],
  ['3.1.0', LATER],
  [undefined, LATER],
])('by the version: %s', (version, expected) => {
  expect(of(start(version).way)).toEqual(expected)
})

test.each([
  ['1.0.1', false],
  ['2.3.0', false],
  ['2.9.8', false],
  ['2.10.0', true],
  ['3.1.0', true],
  [undefined, false],
])('an address as the agent, by the version: %s', (version, expected) => {
  expect(start(version).way.features().addresses).toBe(expected)
})

test('what is refused is done the other way, at most once a minute', () => {
  const { way, lines, pass } = start('3.1.0')
  expect(way.refuse('strategy', 'no --id')).toBe(true)
  expect(of(way)).toEqual(['json', 'create-first', false, false])
  expect(way.refuse('strategy', 'row lost')).toBe(false)
  pass(59_999)
  expect(way.refuse('strategy', 'row lost')).toBe(false)
  expect(way.refuse('format', 'no --format')).toBe(true)
  pass(1)
  expect(way.refuse('strategy', 'row lost')).toBe(true)
  expect(of(way)).toEqual(['text', 'id', true, true])
  expect(lines).toEqual([
    'info rows of Open vSwitch are made in a command of their own, without --id from now on (no --id)',
    'info lists of Open vSwitch are read as text from now on (no --format)',
    'info rows of Open vSwitch are made with --id in one transaction from now on (row lost)',
  ])
})

test('marks: given up once, by a refusal or a list without them', () => {
  const { way } = start('3.1.0')
  expect(way.refuse('marks', 'no column')).toBe(true)
  expect(way.refuse('marks', 'no column')).toBe(false)
  way.onReading(reading(true))
  expect(way.features()).toEqual({ marks: false, collectsGarbage: true, addresses: true })
  const other = start('3.1.0').way
  other.onReading(reading(false))
  expect(other.features().marks).toBe(false)
  expect(other.refuse('marks', 'no column')).toBe(false)
})

test('another version begins anew, the same one does not', () => {
  const { way } = start('1.0.99')
  way.refuse('strategy', 'row lost')
  way.refuse('marks', 'no column')
  way.onVersion('1.0.99')
  expect(of(way)).toEqual(['text', 'id', false, true])
  way.onVersion('3.1.0')
  expect(of(way)).toEqual(LATER)
  expect(way.refuse('strategy', 'no --id')).toBe(true)
})
