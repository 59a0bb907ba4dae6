import { readlinkSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openUdpSocket, withNetworkNamespace } from '../src/index.ts'
import type { UdpSocket } from '../src/index.ts'
import { checked, native } from '../src/native/libc.ts'
import { allocateNative } from '../src/native/memory.ts'
import { interfaceIndex, socketAddress } from '../src/sockaddr.ts'
import { preferDevice } from '../src/udp-socket.ts'
import { createNamespace, namespacesImpossible, receiveIn } from './rig.ts'
import type { Namespace, Receiver } from './rig.ts'

const impossible = namespacesImpossible()
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))
const ownNamespace = (): string => readlinkSync('/proc/thread-self/ns/net')

describe('UDP sockets in a namespace', () => {
  let namespace: Namespace
  const receivers: Receiver[] = []
  const sockets: UdpSocket[] = []

  const receive = async (family: 'udp4' | 'udp6', address: string): Promise<Receiver> => {
    const receiver = await receiveIn(namespace.name, family, address)
    receivers.push(receiver)
    return receiver
  }
  const open = (options: Parameters<typeof openUdpSocket>[0]): UdpSocket => {
    const socket = openUdpSocket({ namespace: namespace.name, ...options })
    sockets.push(socket)
    return socket
  }
  const sentThrough = (device: string): number =>
    namespace.json<{ stats64: { tx: { packets: number } } }>(`-s link show ${device}`)[0]?.stats64.tx
      .packets ?? 0

  beforeAll(() => {
    if (impossible !== undefined) return
    namespace = createNamespace()
    // Two ways to the same network; the kernel prefers the first. Neighbours are set, so all that is sent leaves.
    for (const [device, metric] of [
      ['way0', 1],
      ['way1', 2],
    ] as const) {
      namespace.ip(`link add ${device} type veth peer name ${device}-end`)
      namespace.ip(`link set ${device} up`)
      namespace.ip(`link set ${device}-end up`)
      namespace.ip(`addr add 10.6.${metric}.1/24 dev ${device}`)
      namespace.ip(`-6 addr add fd06:${metric}::1/64 dev ${device} nodad`)
      namespace.ip(`route add 10.5.0.0/24 dev ${device} metric ${metric}`)
      namespace.ip(`-6 route add fd05::/64 dev ${device} metric ${metric}`)
      namespace.ip(`neigh add 10.5.0.9 lladdr 02:00:00:00:00:09 dev ${device} nud permanent`)
      namespace.ip(`-6 neigh add fd05::9 lladdr 02:00:00:00:00:09 dev ${device} nud permanent`)
    }
    namespace.ip('addr add 127.0.0.77/8 dev lo')
  })
  afterAll(() => {
    for (const socket of sockets) socket.close()
    for (const receiver of receivers) receiver.stop()
    namespace?.remove()
  })

  it.each([
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const)(
    'send inside the namespace over %s and leave this process where it was',
    async (family, address) => {
      const receiver = await receive(family, address)
      const before = ownNamespace()
      const socket = open({ address, port: receiver.port })
      expect(ownNamespace()).toBe(before)
      expect(socket.send(Buffer.from('first'))).toBe(5)
      expect(socket.send(new Uint8Array(0))).toBe(0)
      const large = 'x'.repeat(9000)
      expect(socket.send(Buffer.from(large))).toBe(9000)
      expect(await receiver.received(3)).toEqual([`${address} first`, `${address} `, `${address} ${large}`])
      expect(socket.localAddress()).toMatchObject({ address })
      expect(socket.localAddress().port).toBeGreaterThan(0)
    },
  )

  it('send from the wished address', async () => {
    const receiver = await receive('udp4', '127.0.0.1')
    const socket = open({ address: '127.0.0.1', port: receiver.port, sourceAddress: '127.0.0.77' })
    socket.send(Buffer.from('hello'))
    expect(await receiver.received(1)).toEqual(['127.0.0.77 hello'])
    expect(socket.localAddress().address).toBe('127.0.0.77')
  })

  it.each(['127.0.0.1', '::1'])('hear that nobody listens at %s', (address) => {
    // Port 9 (discard): the namespace is new, nothing listens there.
    const socket = open({ address, port: 9 })
    expect(socket.pendingError()).toBeUndefined()
    socket.send(Buffer.from('a'))
    expect(() => socket.send(Buffer.from('b'))).toThrow(
      expect.objectContaining({ code: 'ECONNREFUSED', syscall: 'send' }),
    )
    socket.send(Buffer.from('c'))
    expect(socket.pendingError()).toBe('ECONNREFUSED')
    expect(socket.pendingError()).toBeUndefined()
  })

  it.each(['10.5.0.9', 'fd05::9'])('leave through the device, against the routes, to %s', (address) => {
    for (const [device, other] of [
      ['way1', 'way0'],
      ['way0', 'way1'],
    ] as const) {
      const before = [sentThrough(device), sentThrough(other)] as const
      const socket = open({ address, port: 6343, device })
      for (let index = 0; index < 200; index += 1) socket.send(Buffer.from('x'))
      expect(sentThrough(device) - before[0]).toBeGreaterThanOrEqual(200)
      // Neighbour discovery and multicast reports are the few others.
      expect(sentThrough(other) - before[1]).toBeLessThan(50)
    }
  })

  it.each([
    [4, '10.5.0.9'],
    [6, 'fd05::9'],
  ] as const)(
    'IPv%i: leave through the preferred device where binding is not permitted',
    (family, address) => {
      const before = sentThrough('way1')
      withNetworkNamespace(namespace.name, () => {
        const { libc } = native()
        const fd = checked(libc.socket(family === 4 ? 2 : 10, 2, 0), 'socket')
        try {
          preferDevice(fd, family, interfaceIndex('way1'))
          const destination = socketAddress(address, 6343)
          checked(libc.connect(fd, destination.memory.pointer, destination.length), 'connect')
          const data = allocateNative(8)
          for (let index = 0; index < 200; index += 1) checked(libc.send(fd, data.pointer, 8, 0x40), 'send')
        } finally {
          libc.close(fd)
        }
      })
      expect(sentThrough('way1') - before).toBeGreaterThanOrEqual(200)
    },
  )

  it('fail with the name of what is missing', () => {
    const code = (name: string): unknown => expect.objectContaining({ code: name })
    expect(() => open({ address: '127.0.0.1', port: 1, namespace: 'no-such-namespace' })).toThrow(
      code('ENOENT'),
    )
    expect(() => open({ address: '127.0.0.1', port: 1, device: 'none0' })).toThrow(code('ENODEV'))
    expect(() => open({ address: '127.0.0.1', port: 1, sourceAddress: '192.0.2.1' })).toThrow(
      code('EADDRNOTAVAIL'),
    )
    expect(() => open({ address: '127.0.0.1', port: 1, sourceAddress: '::1' })).toThrow(
      code('HSF_NET_ARGUMENT'),
    )
    expect(() => open({ address: 'collector.example', port: 1 })).toThrow(code('HSF_NET_ARGUMENT'))
    expect(() => open({ address: '127.0.0.1', port: 70_000 })).toThrow(code('HSF_NET_ARGUMENT'))
    expect(() => open({ address: 'fe80::1%none0', port: 1 })).toThrow(code('ENODEV'))
    expect(() => open({ address: '198.51.100.1', port: 1 })).toThrow(code('ENETUNREACH'))
    const socket = open({ address: '127.0.0.1', port: 9 })
    expect(() => socket.send(new Uint8Array(70_000))).toThrow(code('EMSGSIZE'))
    socket.close()
    socket.close()
    expect(() => socket.send(new Uint8Array(1))).toThrow(code('HSF_NET_CLOSED'))
  })

  it('return from a namespace also when the action throws', () => {
    const before = ownNamespace()
    let inside = ''
    expect(() =>
      withNetworkNamespace(namespace.name, () => {
        inside = ownNamespace()
        throw new Error('inside')
      }),
    ).toThrow('inside')
    expect(inside).not.toBe(before)
    expect(ownNamespace()).toBe(before)
  })
})
