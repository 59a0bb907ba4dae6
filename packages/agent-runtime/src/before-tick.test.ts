import { hostMemory } from '@host-sflow/sflow-encoder'
import { expect, test } from 'vitest'
import { createFakeClock } from '../test/kit/fake-clock.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { createAgent } from './agent.ts'

test('the hook runs once before the collections of each tick; its failure stops nothing', async () => {
  const clock = createFakeClock()
  const { log, lines } = createFakeLog()
  const calls: string[] = []
  let broken = true
  const agent = createAgent({
    identity: { agentAddress: '10.0.0.1', subAgentId: 1 },
    destination: { size: 1, send: () => void calls.push('send') },
    log,
    clock,
    beforeTick(nowMs) {
      calls.push(`tick ${nowMs}`)
      if (broken) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' })
    },
  })
  for (const name of ['one', 'two']) {
    const collect = () => {
      calls.push(name)
      return [{ row: hostMemory, fields: {} }]
    }
    agent.addPoller({ name, dataSource: { class: 2, index: 1 }, intervalMs: 1000, collect })
  }
  await agent.collectAll()
  agent.start()
  await clock.advance(1000)
  broken = false
  await clock.advance(1000)
  const rounds = [0, 1000, 2000].map((atMs) => [`tick ${atMs}`, 'one', 'two', 'send'])
  expect(calls).toEqual(rounds.flat())
  expect(lines).toEqual([
    'warn what precedes the collection of counters failed: EBUSY (see the cause; the counters are collected all the same)',
    'info the preparation of collections works again; 1 repeat',
  ])
})
