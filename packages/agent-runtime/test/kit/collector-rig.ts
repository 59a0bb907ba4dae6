import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { withNetworkNamespace } from '@host-sflow/linux-net'
import type { TestContext } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { CollectorSpec } from '../../src/collector/collector-spec.ts'
import { createCollectors, type CollectorsOptions } from '../../src/collector/collectors.ts'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { addNamespace, type Namespace } from './namespace.ts'

/** What arrived: the first four bytes, address and port of the sender. */
export interface Arrivals {
  readonly port: number
  readonly numbers: readonly number[]
  readonly senders: readonly string[]
  readonly ports: readonly number[]
}

/** Receives until the test ends, in a namespace if one is named. */
export async function receive(
  ctx: TestContext,
  address: string,
  port = 0,
  namespace?: string,
): Promise<Arrivals> {
  const numbers: number[] = []
  const senders: string[] = []
  const ports: number[] = []
  // Node opens the socket when the address is known: with this answer at once, so while the thread is in the namespace.
  const socket = createSocket({
    type: isIPv6(address) ? 'udp6' : 'udp4',
    lookup: (host, _options, callback) => callback(null, host, isIPv6(host) ? 6 : 4),
  })
  socket.on('message', (message, { address: sender, port: senderPort }) => {
    ports.push(senderPort)
    numbers.push(message.readUInt32BE())
    senders.push(sender)
  })
  const listening = once(socket, 'listening')
  const bind = (): void => void socket.bind(port, address)
  if (namespace === undefined) bind()
  else withNetworkNamespace(namespace, bind)
  await listening
  socket.setRecvBufferSize(212_992)
  ctx.onTestFinished(() => void socket.close())
  return { port: socket.address().port, numbers, senders, ports }
}

/** Collectors until the test ends, with numbered datagrams, and a clock that can be set forward. */
export function sendTo(
  ctx: TestContext,
  specs: readonly CollectorSpec[],
  more: Partial<CollectorsOptions> = {},
) {
  let skewMs = 0
  let number = 0
  const { log, lines } = createFakeLog()
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + skewMs }
  const collectors = createCollectors({ specs, log, clock, ...more })
  ctx.onTestFinished(() => collectors.close())
  const datagram = new Uint8Array(100)
  return {
    collectors,
    lines,
    /** Sends the next number. */
    send: (): number => {
      new DataView(datagram.buffer).setUint32(0, number)
      collectors.send(datagram)
      return number++
    },
    skipTime: (ms: number) => void (skewMs += ms),
    states: () => collectors.status().map(({ state }) => state),
  }
}

/** A namespace until the test ends. */
export async function namespaceFor(ctx: TestContext): Promise<Namespace> {
  const namespace = await addNamespace()
  ctx.onTestFinished(() => namespace.remove().catch(() => undefined))
  return namespace
}

/** A link between two namespaces: `out0` of one has SUBNET.1, `in0` of the other has SUBNET.2. */
export async function connect(from: Namespace, to: Namespace, subnet: string): Promise<void> {
  const peer = ['peer', 'name', 'in0', 'netns', to.name]
  await from.exec('ip', 'link', 'add', 'out0', 'type', 'veth', ...peer)
  await from.exec('ip', 'addr', 'add', `${subnet}.1/24`, 'dev', 'out0')
  await to.exec('ip', 'addr', 'add', `${subnet}.2/24`, 'dev', 'in0')
  await from.exec('ip', 'link', 'set', 'out0', 'up')
  await to.exec('ip', 'link', 'set', 'in0', 'up')
}
