// From an `ip` command to the datagram at the collector: the daemon as users run it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'vitest'
import { hsflowd, scratch, type Hsflowd } from './support/hsflowd.ts'
import { addNamespace, type Namespace } from './support/namespace.ts'
import { openReceiverIn, type Receiver } from '../../../tools/rigs/receiver.ts'

/** Noticed within 1 s, and sent with the samples of that second; the rest is for a busy machine. */
const WITHIN_MS = 2500

function namespaceWith(
  ctx: TestContext,
  ...addresses: readonly [device: string, address: string][]
): Namespace {
  const namespace = addNamespace(ctx)
  namespace.ip('link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'a1')
  for (const device of ['a0', 'a1']) namespace.ip('link', 'set', device, 'up')
  for (const [device, address] of addresses) namespace.ip('addr', 'add', address, 'dev', device)
  return namespace
}

interface Run {
  readonly daemon: Hsflowd
  readonly receiver: Receiver
  /** Waits for a datagram of that agent that was not there before. */
  readonly agentIs: (address: string) => Promise<void>
}

async function run(namespace: Namespace, directory: string): Promise<Run> {
  const receiver = await openReceiverIn(namespace.prefix)
  const args = ['--collector', `127.0.0.1:${receiver.port}`, '--polling', '1', '-o', join(directory, 'auto')]
  const daemon = hsflowd(args, { ...namespace, env: { STATE_DIRECTORY: join(directory, 'state') } })
  return {
    daemon,
    receiver,
    async agentIs(address) {
      const from = receiver.received.length
      const isFrom = (): boolean =>
        receiver.received.slice(from).some(({ datagram }) => datagram.agent_address === address)
      await receiver.until(`a datagram of ${address}`, isFrom, from === 0 ? 10_000 : WITHIN_MS)
    },
  }
}

const changes = (daemon: Hsflowd): string[] => daemon.said('the agent address is now')

describe('the agent address on the wire', () => {
  it('follows the addresses of the host, with one line for each change', async (ctx) => {
    const namespace = namespaceWith(ctx, ['a0', '10.5.0.1/24'])
    const { daemon, agentIs } = await run(namespace, scratch())
    await agentIs('10.5.0.1')
    namespace.ip('addr', 'add', '192.0.2.1/24', 'dev', 'a1')
    namespace.ip('addr', 'del', '10.5.0.1/24', 'dev', 'a0')
    await agentIs('192.0.2.1')
    namespace.ip('link', 'del', 'a1')
    await agentIs('127.0.0.1')
    ctx
      .expect(changes(daemon))
      .toEqual([
        'the agent address is now 192.0.2.1 of a1 (ipv4 global); it was 10.5.0.1 of a0: a0 does not have it',
        'the agent address is now 127.0.0.1 of lo (ipv4 loopback); it was 192.0.2.1 of a1: there is no a1',
      ])
    await daemon.stop()
  })

  it('is the same after a restart, also when a better one has come', async (ctx) => {
    const namespace = namespaceWith(ctx, ['a1', '10.5.0.1/24'])
    const directory = scratch()
    const kept = join(directory, 'state', 'agent-address.json')
    const first = await run(namespace, directory)
    await first.agentIs('10.5.0.1')
    await first.receiver.until('the state file', () => existsSync(kept))
    const text = readFileSync(kept, 'utf8')
    ctx.expect(JSON.parse(text)).toMatchObject({ address: '10.5.0.1', device: 'a1' })
    namespace.ip('addr', 'add', '192.0.2.1/24', 'dev', 'a0')
    await first.agentIs('10.5.0.1')
    await first.daemon.stop()

    const second = await run(namespace, directory)
    await second.agentIs('10.5.0.1')
    // Only the one that it had counts: without what it remembers, the better one.
    namespace.ip('addr', 'del', '10.5.0.1/24', 'dev', 'a1')
    await second.agentIs('192.0.2.1')
    namespace.ip('addr', 'add', '10.5.0.1/24', 'dev', 'a1')
    await second.agentIs('10.5.0.1')
    ctx.expect(changes(second.daemon)).toHaveLength(2)
    await second.daemon.stop()
    ctx.expect(readFileSync(kept, 'utf8')).toBe(text)
  })
})
