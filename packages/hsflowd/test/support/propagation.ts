// Changes of settings, watched at two collectors and at a sub-agent of the same host.
import { expect } from 'vitest'
import type { Receiver } from '../../../../tools/rigs/receiver.ts'
import { SUB_AGENT_ID, type SubAgent } from './sub-agent.ts'

const HSFLOWD_ID = 100_000
const LIMIT_MS = 2000
/** A second of its own for the sub-agent, which polls at this interval. */
const SUB_AGENT_LIMIT_MS = LIMIT_MS + 1000

export interface Propagation {
  readonly receivers: readonly [Receiver, Receiver]
  readonly subAgent: SubAgent
  readonly changes: number
  /**
   * Makes collector `number % 2` the only one, with `sampling = number + 1`; resolves when hsflowd can have seen it. 0 is
   * the start.
   */
  readonly change: (number: number) => Promise<void>
}

/** How long the slowest change took until it was in force, ms. */
export interface Slowest {
  settings: number
  hsflowd: number
  subAgent: number
}

/** Makes the changes, and fails where one does not arrive in time; returns how long the slowest took, ms. */
export async function propagate(options: Propagation): Promise<Slowest> {
  const { receivers, subAgent, changes, change } = options
  const slowest: Slowest = { settings: 0, hsflowd: 0, subAgent: 0 }
  const sent = (receiver: Receiver, id: number): number => numbers(receiver, id).length
  await receivers[0].until(
    'the first datagrams of both',
    () => sent(receivers[0], SUB_AGENT_ID) > 0 && sent(receivers[0], HSFLOWD_ID) > 0,
    15_000,
  )
  for (let number = 1; number <= changes; number++) {
    const receiver = receivers[number % 2]!
    const before = { own: sent(receiver, HSFLOWD_ID), sub: sent(receiver, SUB_AGENT_ID) }
    await change(number)
    const fromMs = performance.now()
    const wait = async (
      who: keyof typeof slowest,
      arrived: () => boolean,
      limitMs: number,
    ): Promise<void> => {
      await receiver.until(`change ${number}: ${who}`, arrived, limitMs)
      slowest[who] = Math.max(slowest[who], Math.round(performance.now() - fromMs))
    }
    await Promise.all([
      wait('settings', () => subAgent.settings()?.sampling === number + 1, LIMIT_MS),
      wait('hsflowd', () => sent(receiver, HSFLOWD_ID) > before.own, LIMIT_MS),
      wait('subAgent', () => sent(receiver, SUB_AGENT_ID) > before.sub, SUB_AGENT_LIMIT_MS),
    ])
  }
  return slowest
}

/** Every datagram of both streams has arrived, at one collector or the other, and once. Call it when both have ended. */
export function expectNothingLost(receivers: readonly Receiver[]): void {
  for (const id of [HSFLOWD_ID, SUB_AGENT_ID]) {
    const sequence = receivers.flatMap((receiver) => numbers(receiver, id)).toSorted((a, b) => a - b)
    expect(sequence).toEqual(sequence.map((_, i) => i + 1))
  }
}

function numbers({ received }: Receiver, subAgentId: number): number[] {
  return received.flatMap(({ datagram: { sub_agent_id, sequence_number } }) =>
    sub_agent_id === subAgentId ? [sequence_number] : [],
  )
}
