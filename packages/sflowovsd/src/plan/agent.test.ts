import { expect, it } from 'vitest'
import type { WantedRow } from '../settings/wanted.ts'
import { agentFor, SEEN_KEY } from './agent.ts'
import { after, bridge, columns, ours, state } from './database.test-helper.ts'
import { planChanges, type PlanOptions } from './plan.ts'
import type { SflowRow, SwitchState } from './state.ts'

const modern: PlanOptions = { marks: true, collectsGarbage: true, addresses: true, adopt: false }
const wanted = (address: string | undefined, boot = 'BOOT'): WantedRow => ({
  state: 'row',
  columns: columns(),
  device: { address, boot },
})
const rowWith = (agent: string, seen?: string): SflowRow => {
  const { externalIds, ...rest } = ours(1, { agent })
  return {
    ...rest,
    externalIds: seen === undefined ? externalIds : new Map([...externalIds, [SEEN_KEY, seen]]),
  }
}
/** What the row of the one bridge has, time after time. */
function agents(first: SwitchState, ...times: readonly WantedRow[]): (string | undefined)[] {
  let now = first
  return times.map((want) => {
    now = after(now, planChanges(now, want, modern).changes, modern)
    expect(planChanges(now, want, modern).changes).toEqual([])
    return now.rows[0]?.agent
  })
}

it('a new row has the device, as long as it bears the same address', () => {
  const times = [wanted('10.0.0.7'), wanted('10.0.0.7')]
  expect(agents(state([bridge(1)]), ...times)).toEqual(['eth0', 'eth0'])
})

it('each new address changes the column: Open vSwitch looks only then', () => {
  const times = ['10.0.0.7', '10.0.0.8', '10.0.0.8', '10.0.0.9', '10.0.0.7'].map((address) => wanted(address))
  expect(agents(state([bridge(1)]), ...times)).toEqual(['eth0', '10.0.0.8', '10.0.0.8', 'eth0', '10.0.0.7'])
})

it('after a boot the device is not relied on: it may have had no address when ovs-vswitchd started', () => {
  const times = [wanted('10.0.0.7'), wanted('10.0.0.7', 'NEXT'), wanted('10.0.0.7', 'THIRD')]
  expect(agents(state([bridge(1)]), ...times)).toEqual(['eth0', '10.0.0.7', '10.0.0.7'])
})

it.each([
  ['a device that somebody else had set', rowWith('eth0'), '10.0.0.7'],
  ['another device', rowWith('eth1', '10.0.0.7@BOOT'), 'eth0'],
  ['the address', rowWith('10.0.0.7'), '10.0.0.7'],
  ['an address of before', rowWith('10.0.0.6'), 'eth0'],
])('%s', (_, kept, agent) => {
  expect(agents(state([bridge(1, kept)], [kept]), wanted('10.0.0.7'))).toEqual([agent])
})

it('without marks, as in 1.0, it is the device', () => {
  const first = { marks: false, collectsGarbage: false, addresses: false }
  expect(agentFor(rowWith('eth0'), wanted('10.0.0.7'), first)).toEqual({ agent: 'eth0' })
})

it.each(['eth0', '10.0.0.7', '10.0.0.6'])(
  'versions that take no address have the device: instead of %s',
  (kept) => {
    const old = { ...modern, addresses: false }
    for (const want of [wanted('10.0.0.7'), wanted('10.0.0.7', 'NEXT'), wanted(undefined)])
      expect(agentFor(rowWith(kept, '10.0.0.7@BOOT'), want, old)).toEqual({ agent: 'eth0' })
  },
)

it('a device that has lost its address is not relied on when it has it again', () => {
  const times = ['10.0.0.7', undefined, undefined, '10.0.0.7', undefined, '10.0.0.7'].map((address) =>
    wanted(address),
  )
  const expected = ['eth0', 'eth0', 'eth0', '10.0.0.7', 'eth0', '10.0.0.7']
  expect(agents(state([bridge(1)]), ...times)).toEqual(expected)
})
