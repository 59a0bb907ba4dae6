import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CommandError } from '../errors.ts'
import { createCaptureReader } from './capture-reader.ts'
import { createUdpFinder } from './datagrams.ts'
import type { Packet } from './packet.ts'
import {
  blockOf,
  enhancedPacket,
  ethernetOf,
  interfaceBlock,
  ip4Of,
  ip6Of,
  pcapOf,
  sectionBlock,
  simplePacket,
  udpOf,
  udpPacket,
} from './packets.test-helper.ts'

const payload = Buffer.from('sFlow would be here')

/** Reads a capture in chunks of `step` bytes; what it holds, and the error that ended it. */
function read(capture: Buffer, step = capture.length || 1) {
  const reader = createCaptureReader()
  const finder = createUdpFinder()
  const packets: Omit<Packet, 'bytes'>[] = []
  const payloads: string[] = []
  const sources: string[] = []
  let error: CommandError | undefined
  const emit = (packet: Packet): void => {
    const { bytes: _, ...rest } = packet
    packets.push(rest)
    const udp = finder.find(packet)
    if (udp === undefined) return
    payloads.push(udp.bytes.toString('latin1'))
    sources.push(udp.source)
  }
  try {
    for (let at = 0; at < capture.length; at += step) reader.push(capture.subarray(at, at + step), emit)
    reader.end()
  } catch (caught) {
    if (!(caught instanceof CommandError)) throw caught
    error = caught
  }
  return { packets, payloads, sources, error, counts: finder.counts }
}

describe('pcap', () => {
  test.each([
    [true, false],
    [true, true],
    [false, false],
    [false, true],
  ])('little endian %s, nanoseconds %s', (littleEndian, nanoseconds) => {
    const packet = { bytes: udpPacket(payload), seconds: 1_800_000_000, micros: 123_456 }
    const { packets, payloads, error } = read(pcapOf([packet, packet], { littleEndian, nanoseconds }), 7)
    expect(error).toBeUndefined()
    expect(payloads).toEqual([payload.toString(), payload.toString()])
    expect(packets[0]).toMatchObject({ seconds: 1_800_000_000, micros: 123_456, linkType: 1 })
  })

  test('a damaged length is reported with its offset, after the packets before it', () => {
    const capture = pcapOf([udpPacket(payload), udpPacket(payload)])
    const second = 24 + 16 + udpPacket(payload).length
    capture.writeUInt32LE(0x7fffffff, second + 8)
    const { payloads, error } = read(capture)
    expect(payloads).toHaveLength(1)
    expect([error?.code, error?.offset]).toEqual(['HSF_CAPTURE_CORRUPT', second])
  })

  test('an end within a packet is reported', () => {
    const { payloads, error } = read(pcapOf([udpPacket(payload), udpPacket(payload)]).subarray(0, -1))
    expect(payloads).toHaveLength(1)
    expect(error?.code).toBe('HSF_CAPTURE_TRUNCATED')
  })

  test.each(['', 'abc', 'GET / HTTP/1.1'])('"%s" is no capture', (text) => {
    expect(read(Buffer.from(text)).error?.code).toBe('HSF_CAPTURE_FORMAT')
  })
})

describe('pcapng', () => {
  const option = (code: number, bytes: readonly number[]) =>
    Buffer.concat([
      Buffer.from([code, 0, bytes.length, 0]),
      Buffer.from(bytes),
      Buffer.alloc((4 - (bytes.length % 4)) % 4),
    ])

  test('sections of both byte orders, several interfaces, unknown blocks', () => {
    const capture = Buffer.concat([
      sectionBlock(),
      interfaceBlock(1),
      interfaceBlock(101),
      blockOf(4, Buffer.alloc(1000)),
      enhancedPacket(0, 1_800_000_000_123_456n, udpPacket(payload)),
      enhancedPacket(1, 1_800_000_000_123_456n, ip4Of(udpOf(payload))),
      simplePacket(udpPacket(payload)),
      sectionBlock(false),
      interfaceBlock(228, false),
      enhancedPacket(0, 1n, ip4Of(udpOf(payload)), false),
    ])
    for (const step of [1, 5, 64, capture.length]) {
      const { packets, payloads, error } = read(capture, step)
      expect(error).toBeUndefined()
      expect(payloads).toEqual(Array.from({ length: 4 }, () => payload.toString()))
      expect(packets[0]).toMatchObject({ seconds: 1_800_000_000, micros: 123_456 })
    }
  })

  test.each([
    [[9], 1_800_000_000_123_456_789n],
    [[6], 1_800_000_000_123_456n],
    [[0x80 | 20], (1_800_000_000n << 20n) | 129_453n],
  ])('time resolution %s', (resolution, time) => {
    const capture = Buffer.concat([
      sectionBlock(),
      interfaceBlock(1, true, option(9, resolution)),
      enhancedPacket(0, time, udpPacket(payload)),
    ])
    const [packet] = read(capture).packets
    expect(packet?.seconds).toBe(1_800_000_000)
    expect(Math.abs(packet!.micros - 123_456)).toBeLessThan(2)
  })

  test('time offset', () => {
    const capture = Buffer.concat([
      sectionBlock(),
      interfaceBlock(1, true, option(14, [16, 0, 0, 0, 0, 0, 0, 0])),
      enhancedPacket(0, 5_000_000n, udpPacket(payload)),
    ])
    expect(read(capture).packets[0]).toMatchObject({ seconds: 21, micros: 0 })
  })

  test.each([
    ['a packet of an unknown interface', enhancedPacket(3, 0n, udpPacket(payload))],
    ['a length that is no multiple of 4', Buffer.from([6, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0])],
    [
      'two different lengths',
      Buffer.concat([enhancedPacket(0, 0n, payload).subarray(0, -4), Buffer.from([1, 0, 0, 0])]),
    ],
    ['a section without magic', blockOf(0x0a0d0d0a, Buffer.alloc(16))],
  ])('%s', (_, block) => {
    const begin = Buffer.concat([
      sectionBlock(),
      interfaceBlock(1),
      enhancedPacket(0, 0n, udpPacket(payload)),
    ])
    const { payloads, error } = read(Buffer.concat([begin, block]))
    expect(payloads).toHaveLength(1)
    expect([error?.code, error?.offset]).toEqual(['HSF_CAPTURE_CORRUPT', begin.length])
  })

  test('an end within a skipped block', () => {
    const capture = Buffer.concat([sectionBlock(), blockOf(4, Buffer.alloc(1000)).subarray(0, 500)])
    expect(read(capture, 64).error?.code).toBe('HSF_CAPTURE_TRUNCATED')
  })
})

describe('link types', () => {
  const ip = ip4Of(udpOf(payload))
  const ip6 = ip6Of(udpOf(payload))
  const cooked = (type: number, length: number, at: number, packet: Buffer): Buffer => {
    const header = Buffer.alloc(length)
    header.writeUInt16BE(type, at)
    return Buffer.concat([header, packet])
  }
  test.each([
    ['Ethernet', 1, ethernetOf(ip), '10.0.0.7'],
    ['Ethernet, IPv6', 1, ethernetOf(ip6), '[2001:db8::7]'],
    ['VLAN', 1, ethernetOf(ip, [[0x8100, 5]]), '10.0.0.7'],
    ['QinQ', 1, ethernetOf(ip, [[0x88a8, 5], [0x8100, 6]]), '10.0.0.7'], // prettier-ignore
    ['VLAN of before the standard', 1, ethernetOf(ip, [[0x9300, 5]]), '10.0.0.7'],
    ['Linux cooked', 113, cooked(0x0800, 16, 14, ip), '10.0.0.7'],
    ['Linux cooked 2', 276, cooked(0x86dd, 20, 0, ip6), '[2001:db8::7]'],
    ['raw', 101, ip, '10.0.0.7'],
    ['raw, BSD', 12, ip6, '[2001:db8::7]'],
    ['raw, OpenBSD', 14, ip, '10.0.0.7'],
    ['IPv4', 228, ip, '10.0.0.7'],
    ['IPv6', 229, ip6, '[2001:db8::7]'],
    ['loopback', 0, Buffer.concat([Buffer.from([2, 0, 0, 0]), ip]), '10.0.0.7'],
    ['loopback, OpenBSD', 108, Buffer.concat([Buffer.from([0, 0, 0, 24]), ip6]), '[2001:db8::7]'],
  ])('%s', (_, linkType, packet, source) => {
    const { payloads, sources } = read(pcapOf([packet], { linkType }))
    expect([payloads, sources]).toEqual([[payload.toString()], [`${source}:40000`]])
  })

  test('others are named', () => {
    const { payloads, counts } = read(pcapOf([ip], { linkType: 147 }))
    expect([payloads, [...counts.linkTypes]]).toEqual([[], [147]])
  })
})

describe('IP', () => {
  test('options, padding, extension headers, other protocols', () => {
    const hopByHop = Buffer.from([60, 0, 0, 0, 0, 0, 0, 0])
    const destination = Buffer.from([51, 1, ...Buffer.alloc(14)])
    const authentication = Buffer.from([17, 4, ...Buffer.alloc(22)])
    const frames = [
      ethernetOf(ip4Of(udpOf(payload), { options: 8 })),
      Buffer.concat([ethernetOf(ip4Of(udpOf(payload))), Buffer.alloc(20, 0xee)]),
      ethernetOf(ip6Of(udpOf(payload), 0, Buffer.concat([hopByHop, destination, authentication]))),
      ethernetOf(ip4Of(udpOf(payload), { protocol: 6 })),
    ]
    expect(read(pcapOf(frames)).payloads).toEqual(Array.from({ length: 3 }, () => payload.toString()))
  })

  test('a packet that the capture cut off is counted', () => {
    const frame = udpPacket(payload)
    const { counts, payloads } = read(
      pcapOf([{ bytes: frame.subarray(0, -5), originalLength: frame.length }]),
    )
    expect([counts.cut, payloads]).toEqual([1, [payload.toString().slice(0, -5)]])
  })

  const whole = udpOf(Buffer.alloc(3000, 'x'))
  const part4 = (from: number, to: number): Buffer =>
    ethernetOf(
      ip4Of(whole.subarray(from, to), {
        fragmentWord: (to < whole.length ? 0x2000 : 0) | (from / 8),
        id: 77,
      }),
    )
  const part6 = (from: number, to: number): Buffer => {
    const header = Buffer.from([17, 0, 0, 0, 0, 0, 0, 77])
    header.writeUInt16BE(from | (to < whole.length ? 1 : 0), 2)
    return ethernetOf(ip6Of(whole.subarray(from, to), 44, header))
  }
  test.each([
    ['IPv4', part4],
    ['IPv6', part6],
  ])('%s fragments are put together in any order', (_, part) => {
    const parts = [part(0, 1480), part(1480, 2960), part(2960, whole.length)]
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 1, 2, 0, 0],
    ])
      // prettier-ignore
      expect(read(pcapOf(order.map((i) => parts[i]!))).payloads[0]).toBe('x'.repeat(3000))
    const { payloads, counts } = read(pcapOf([parts[0]!, parts[2]!]))
    expect([payloads, counts.incomplete()]).toEqual([[], 1])
  })

  test('overlapping fragments are dropped', () => {
    const { payloads, counts } = read(pcapOf([part4(0, 1480), part4(1472, whole.length)]))
    expect([payloads, counts.incomplete()]).toEqual([[], 1])
  })

  test('what waits for fragments is bounded', () => {
    const frames = Array.from({ length: 1000 }, (_, id) =>
      ethernetOf(ip4Of(payload, { fragmentWord: 0x2000, id })),
    )
    expect(read(pcapOf(frames)).counts.incomplete()).toBe(1000)
  })
})

describe('any damage', () => {
  const names = ['hsflowd-pcap.pcap', 'java-jvm.pcap']
  const originals = names.map((name) => readFileSync(new URL(`../../testdata/${name}`, import.meta.url)))
  const ng = Buffer.concat([
    sectionBlock(),
    interfaceBlock(1),
    ...Array.from({ length: 20 }, () => enhancedPacket(0, 1n, udpPacket(payload))),
  ])
  const captures = [...originals.map((original) => original.subarray(0, 8192)), ng]

  test('leads to packets or a typed error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...captures),
        fc.array(fc.record({ at: fc.nat(8191), value: fc.nat(255) }), { maxLength: 20 }),
        fc.nat(8192),
        fc.integer({ min: 16, max: 8192 }),
        (capture, mutations, end, step) => {
          const damaged = Buffer.from(capture.subarray(0, end))
          for (const { at, value } of mutations) if (at < damaged.length) damaged[at] = value
          // `read` throws whatever is not a CommandError.
          const { counts, packets } = read(damaged, step)
          expect(counts.packets).toBe(packets.length)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('the size of the chunks makes no difference', () => {
    fc.assert(
      fc.property(fc.constantFrom(...captures), fc.integer({ min: 1, max: 3000 }), (capture, step) => {
        const [a, b] = [read(capture), read(capture, step)]
        expect(b.payloads).toEqual(a.payloads)
        expect(b.error?.message).toBe(a.error?.message)
      }),
      { numRuns: 50 },
    )
  })
})
