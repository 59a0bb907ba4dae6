import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../rtnetlink/address.ts'
import { parseLink } from '../rtnetlink/link.ts'
import { LINK_STATS_FIELDS, readLinkStats } from '../rtnetlink/link-stats.ts'
import { notificationVisitor } from '../rtnetlink/watch.ts'
import { readStandardStats, STANDARD_STATS_FIELDS } from '../ethtool/standard-stats.ts'
import { NetError } from '../errors.ts'
import { recordedMessages, viewOf } from '../../testdata/recorded.ts'
import { attribute, attributeNest, attributeText, attributeU32, joinBytes } from './encode.ts'
import { parseGenericFamily } from './generic.ts'
import { findAttribute, forEachAttribute, forEachMessage, readText, u64AsNumber } from './parse.ts'

/** Runs a parser; the only thing that it may throw is a malformed-message error. */
function tolerates(parse: () => unknown): void {
  try {
    parse()
  } catch (error) {
    if (!(error instanceof NetError) || error.code !== 'HSF_NET_MALFORMED') throw error
  }
}

const ignore = (): void => undefined
const handlers = { onLink: ignore, onLinkRemoved: ignore, onAddress: ignore, onAddressRemoved: ignore }
const parsers: Record<string, (view: DataView, start: number, end: number) => unknown> = {
  parseLink,
  parseAddress,
  parseGenericFamily,
  standardStats: (view, start, end) =>
    readStandardStats(view, start, end, new Float64Array(STANDARD_STATS_FIELDS.length)),
  linkStats: (view, start, end) =>
    readLinkStats(view, start, end, new Float64Array(LINK_STATS_FIELDS.length)),
  notification: (view, start, end) => {
    const visit = notificationVisitor(handlers)
    for (const type of [16, 17, 20, 21, 99]) tolerates(() => visit(type, view, start, end))
  },
}

const recorded = ['links', 'addresses', 'stats', 'notifications', 'generic-family'].flatMap((name) =>
  recordedMessages(name).map(({ bytes }) => bytes),
)

describe.each(Object.entries(parsers))('%s', (_name, parse) => {
  it('answers random bytes with a value or a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        tolerates(() => parse(viewOf(bytes), 0, bytes.length))
      }),
      { numRuns: 2000 },
    )
  })

  it('answers mutated and truncated recorded messages with a value or a typed error', () => {
    const change = fc.record({ at: fc.nat(2000), to: fc.nat(255) })
    fc.assert(
      fc.property(
        fc.constantFrom(...recorded),
        fc.array(change, { maxLength: 4 }),
        fc.nat(2000),
        (original, changes, cut) => {
          const bytes = Uint8Array.from(original.subarray(0, original.length - (cut % original.length)))
          for (const { at, to } of changes) bytes[at % bytes.length] = to
          tolerates(() => parse(viewOf(bytes), 0, bytes.length))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('survives truncation of recorded messages at every byte', () => {
    for (const bytes of recorded.filter((candidate) => candidate.length < 800)) {
      // The view is longer than the message: only the given end keeps a parser inside.
      for (let end = 0; end < bytes.length; end += 1) tolerates(() => parse(viewOf(bytes), 0, end))
    }
  })
})

describe('forEachMessage', () => {
  it('visits at most one message per header, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        let visited = 0
        tolerates(() =>
          forEachMessage(viewOf(bytes), bytes.length, (_view, _type, _flags, _sequence, start, end) => {
            visited += 1
            expect(start).toBeLessThanOrEqual(end)
            expect(end).toBeLessThanOrEqual(bytes.length)
          }),
        )
        expect(visited).toBeLessThanOrEqual(bytes.length / 16)
      }),
      { numRuns: 5000 },
    )
  })

  it('reads several padded messages', () => {
    const message = (type: number, payload: number[]): Uint8Array => {
      const bytes = new Uint8Array((16 + payload.length + 3) & ~3)
      const view = new DataView(bytes.buffer)
      view.setUint32(0, 16 + payload.length, true)
      view.setUint16(4, type, true)
      view.setUint32(8, 77, true)
      bytes.set(payload, 16)
      return bytes
    }
    const bytes = joinBytes(message(16, [1, 2, 3]), message(3, []))
    const seen: number[][] = []
    forEachMessage(viewOf(bytes), bytes.length, (_view, type, _flags, sequence, start, end) => {
      seen.push([type, sequence, start, end])
    })
    expect(seen).toEqual([
      [16, 77, 16, 19],
      [3, 77, 36, 36],
    ])
  })

  it.each([0, 15, 17])('rejects a length of %i in a message of 16 bytes', (length) => {
    const bytes = new Uint8Array(16)
    new DataView(bytes.buffer).setUint32(0, length, true)
    expect(() => forEachMessage(viewOf(bytes), 16, ignore)).toThrow(
      expect.objectContaining({ code: 'HSF_NET_MALFORMED' }),
    )
  })
})

describe('attributes', () => {
  it('come back as they were encoded', () => {
    const payload = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.record({ type: fc.integer({ min: 1, max: 0x3fff }), payload })), (list) => {
        const bytes = joinBytes(...list.map((item) => attribute(item.type, item.payload)))
        const seen: typeof list = []
        forEachAttribute(viewOf(bytes), 0, bytes.length, (type, start, end) => {
          seen.push({ type, payload: bytes.slice(start, end) })
        })
        expect(seen).toEqual(list)
      }),
    )
  })

  it('are found inside a nest, without their flags', () => {
    const bytes = attributeNest(5, attributeU32(1, 42), attributeText(2, 'name'))
    expect(findAttribute(viewOf(bytes), 0, bytes.length, 5, 0)).toBe(4)
    const text = findAttribute(viewOf(bytes), 4, bytes.length, 2, 1)
    expect(readText(viewOf(bytes), text, bytes.length)).toBe('name')
    expect(findAttribute(viewOf(bytes), 4, bytes.length, 3, 0)).toBe(-1)
    expect(findAttribute(viewOf(bytes), 4, bytes.length, 1, 8)).toBe(-1)
  })
})

it('reads 64-bit words as the nearest number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      const view = new DataView(new ArrayBuffer(8))
      view.setBigUint64(0, value, true)
      const read = u64AsNumber(view, 0)
      if (value <= BigInt(Number.MAX_SAFE_INTEGER)) expect(read).toBe(Number(value))
      else expect(Math.abs(read - Number(value)) / Number(value)).toBeLessThan(2 ** -51)
    }),
  )
})
