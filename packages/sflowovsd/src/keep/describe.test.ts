import { expect, it } from 'vitest'
import { columns } from '../plan/database.test-helper.ts'
import { describeInForce } from './describe.ts'

const row = (more: Parameters<typeof columns>[0] = {}) => ({ state: 'row', columns: columns(more) }) as const
const bridges = (...names: string[]) => names.map((name) => ({ name }))

it('all that is set', () => {
  const targets = ['10.0.0.50:6343', '[::1]:6343']
  expect(describeInForce(row({ targets }), bridges('br0', 'br1'), 0)).toBe(
    '2 bridges (br0, br1) send sFlow to 10.0.0.50:6343, [::1]:6343: 1 in 400, counters every 20 s, headers of 128 bytes, agent eth0',
  )
})

it('what is not set is what Open vSwitch takes', () => {
  const unset = { agent: undefined, header: undefined, polling: undefined, sampling: undefined }
  expect(describeInForce(row(unset), bridges('br0'), 0)).toBe(
    '1 bridge (br0) sends sFlow to 10.0.0.1:6343: 1 in 400, counters every 30 s, headers of 128 bytes, agent address as Open vSwitch chooses',
  )
})

it('only counters, only samples', () => {
  expect(describeInForce(row({ sampling: 2 ** 32 - 1 }), [], 0)).toContain(
    'no packets sampled, counters every',
  )
  expect(describeInForce(row({ polling: 0 }), [], 0)).toContain('1 in 400, no counters')
})

it('names are bounded and cannot break the line', () => {
  const odd = ['a b', 'c"d', 'e\nf', 'ü', '-x', 'y', 'z']
  const text = describeInForce(row(), bridges(...odd), 0)
  expect(text).toContain(String.raw`7 bridges (-x, "a b", "c\"d", "e\nf", y, 2 more) send`)
})

it('no bridge, and no sFlow', () => {
  const none = { state: 'none', why: 'there is no collector' } as const
  expect(describeInForce(row(), [], 0)).toMatch(/^there is no bridge yet; one that comes will send sFlow to/u)
  expect(describeInForce(none, bridges('br0'), 0)).toBe('sFlow is off on all bridges: there is no collector')
  expect(describeInForce(none, bridges('br0'), 2)).toBe(
    'sflowovsd has no sFlow on any bridge: there is no collector; 2 of somebody else stay',
  )
})
