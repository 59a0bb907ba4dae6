import { setImmediate as soon } from 'node:timers/promises'
import { systemClock, type Clock } from '@host-sflow/agent-runtime'
import { expect, test } from 'vitest'
import { followHostAddress } from './host-address.ts'
import type { OwnAddress } from './own-address.ts'

const collectors = [{ host: '192.0.2.1', port: 6343 }]

/** A host whose address is `now`, or not sure yet; `pass()` is the time until it is looked for again. */
function host(now: OwnAddress) {
  let due: (() => void) | undefined
  const clock: Clock = {
    ...systemClock,
    schedule(callback) {
      due = callback
      return () => (due = undefined)
    },
  }
  const found: string[] = []
  const state = { now, found, looks: 0, isDue: () => due !== undefined, pass }
  async function pass(): Promise<void> {
    const callback = due
    due = undefined
    callback?.()
    await soon()
  }
  const address = followHostAddress({
    clock,
    onFound: (each) => found.push(each),
    find() {
      state.looks++
      return Promise.resolve(state.now)
    },
  })
  return Object.assign(state, { address })
}

const NONE: OwnAddress = { address: '127.0.0.1', isSure: false }
const OWN: OwnAddress = { address: '10.0.0.7', isSure: true }

test('a host that has no network yet is told the address once it has one', async () => {
  const one = host(NONE)
  expect(await one.address.of({ agentAddress: undefined, collectors })).toBe('127.0.0.1')
  await one.pass()
  expect(one.found).toEqual([])
  one.now = OWN
  await one.pass()
  expect(one.found).toEqual(['10.0.0.7'])
  expect(one.isDue()).toBe(false)
})

test('a network that goes away for a while takes no address with it', async () => {
  const one = host(OWN)
  await one.address.of({ agentAddress: undefined, collectors })
  one.now = NONE
  expect(await one.address.of({ agentAddress: undefined, collectors })).toBe('10.0.0.7')
  await one.pass()
  expect(one.found).toEqual([])
})

test('settings that tell it, or that name no collector, end the search', async () => {
  const one = host(NONE)
  await one.address.of({ agentAddress: undefined, collectors })
  expect(await one.address.of({ agentAddress: '192.0.2.9', collectors })).toBe('192.0.2.9')
  expect(one.isDue()).toBe(false)
  expect(await one.address.of({ agentAddress: undefined, collectors: [] })).toBe('192.0.2.9')
  expect(one.looks).toBe(1)
})

test('nothing is looked for, or told, after the end', async () => {
  const one = host(NONE)
  const asked = one.address.of({ agentAddress: undefined, collectors })
  one.address.stop()
  await asked
  expect(one.isDue()).toBe(false)
  const other = host(NONE)
  await other.address.of({ agentAddress: undefined, collectors })
  other.now = OWN
  const looking = other.pass()
  other.address.stop()
  await looking
  expect(other.found).toEqual([])
})
