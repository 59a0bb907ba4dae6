import { createSocket } from 'node:dgram'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { decodeAnswer, encodeQuery } from './dns-message.ts'
import { clientOf, replyTo, scriptedServer, srv, type Handler } from './dns-server.test-helper.ts'

const NAME = '_sflow._udp.a.test'
const question = { name: NAME, type: 'SRV' } as const
const good = { kind: 'records', records: [{ target: 'good.test' }] }
const answers = [srv(NAME, 'good.test')]
const evil = [srv(NAME, 'evil.test')]

/** What the client makes of a server's messages. */
async function made(handler: Handler) {
  const client = clientOf([await scriptedServer(handler)], { attempts: 1 })
  const answer = await client.query(question)
  return { answer, outcomes: client.outcomes() }
}

describe('an answer', () => {
  it('to another query is ignored', async () => {
    const { answer } = await made((asked) => [
      replyTo(asked, { answers: evil, id: (asked.packet.id! + 1) & 0xffff }),
      replyTo(asked, { answers: evil, name: '_sflow._udp.b.test' }),
      replyTo(asked, { answers: evil, noQuestion: true }),
      Buffer.alloc(0),
      replyTo(asked, { answers }),
    ])
    expect(answer).toMatchObject(good)
  })

  it('from elsewhere is ignored', async () => {
    const elsewhere = createSocket('udp4')
    onTestFinished(() => void elsewhere.close())
    const client = clientOf([
      await scriptedServer((asked) => {
        elsewhere.send(replyTo(asked, { answers: evil }), asked.fromPort, '127.0.0.1')
        // By the second attempt the forged answer has been there for long.
        return asked.packet.additionals!.length > 0 ? [] : [replyTo(asked, { answers })]
      }),
    ])
    expect(await client.query(question)).toMatchObject(good)
  })

  it('that is the query itself is a failure', async () => {
    const { answer, outcomes } = await made((asked) => [asked.bytes])
    expect(outcomes).toEqual(['udp malformed'])
    expect(answer).toMatchObject({ kind: 'failed' })
  })

  it('with records of other names is no answer', async () => {
    const { answer } = await made((asked) => [
      replyTo(asked, { answers: [srv('_sflow._udp.b.test', 'evil.test')], recursion: false }),
    ])
    expect(answer).toMatchObject({ kind: 'failed' })
  })

  it('that is cut anywhere fails, or is whole', async () => {
    for (let cut = 0; cut < 60; cut += 7) {
      const { answer } = await made((asked) => {
        const whole = replyTo(asked, { answers })
        return [whole.subarray(0, whole.length - 1 - cut)]
      })
      expect(answer.kind).toBe('failed')
    }
  })

  it('with compression that loops fails at once', async () => {
    const { answer, outcomes } = await made((asked) => {
      const whole = replyTo(asked, { answers })
      // The owner of the first record points at itself.
      const owner = asked.bytes.indexOf(Buffer.from([0, 33, 0, 1])) + 4
      const loop = Buffer.concat([
        whole.subarray(0, owner),
        Buffer.from([0xc0, owner]),
        whole.subarray(owner + 20),
      ])
      return [loop]
    })
    expect(answer.kind).toBe('failed')
    expect(outcomes).toEqual(['udp malformed'])
  })

  it('that is huge is refused over TCP', async () => {
    const { answer, outcomes } = await made((asked) => [
      asked.transport === 'udp' ? replyTo(asked, { truncated: true }) : Buffer.alloc(20_000),
    ])
    expect(answer.kind).toBe('failed')
    expect(outcomes).toEqual(['udp NOERROR', 'tcp an answer of 20000 bytes'])
  })

  it('that comes late is not taken for that of the next query', async () => {
    let late: Buffer | undefined
    const server = await scriptedServer((asked) => {
      const before = late
      late = replyTo(asked, { answers: evil })
      return before === undefined ? [] : [before, replyTo(asked, { answers })]
    })
    expect(await clientOf([server]).query(question)).toMatchObject(good)
  })

  it('of any bytes never throws out of the client', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, prefixed) => {
        const { answer } = await made((asked) => {
          const head = replyTo(asked, { answers }).subarray(0, 12 + NAME.length + 6)
          return [Buffer.concat([prefixed ? head : head.subarray(0, 2), bytes])]
        })
        expect(['failed', 'none', 'records']).toContain(answer.kind)
      }),
      { numRuns: 100, examples: [[new Uint8Array(0), true]] },
    )
  })
})

describe('decoding', () => {
  const reply = replyTo(
    {
      packet: { id: 7, questions: [{ name: NAME, type: 'SRV' }] } as never,
    },
    { answers },
  )

  it('of a whole answer gives its records', () => {
    expect(decodeAnswer(reply)).toMatchObject({
      id: 7,
      rcode: 'NOERROR',
      question: { name: NAME, type: 'SRV' },
      answers: [
        { name: NAME, ttlS: 60, type: 'SRV', target: 'good.test', port: 6343, priority: 10, weight: 1 },
      ],
    })
    expect(decodeAnswer(encodeQuery(1, NAME, 'SRV', true))).toBeUndefined()
  })

  it('is not disturbed by what is wrong with the additional section', () => {
    const more = Buffer.concat([reply, Buffer.from([0xff, 0xff, 0xff])])
    more.writeUInt16BE(3, 10)
    expect(decodeAnswer(more)?.answers).toHaveLength(1)
  })

  it('of bytes changed anywhere never throws', () => {
    const change = fc.tuple(fc.nat(reply.length - 1), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(reply.length), (changes, length) => {
        const bytes = Buffer.from(reply)
        for (const [at, value] of changes) bytes[at] = value
        decodeAnswer(bytes.subarray(0, length))
      }),
      { numRuns: 2000 },
    )
  })

  it('of the worst 16 KiB takes no more than some milliseconds', () => {
    // A chain of pointers, each to the one before, and as many records as fit whose owners go through all of it.
    const bytes = Buffer.alloc(16_384)
    bytes.writeUInt16BE(0x8000, 2)
    const half = 8192
    bytes.writeUInt16BE(10, 13)
    bytes.writeUInt16BE(1, 15)
    bytes.writeUInt16BE(half - 23, 21)
    let last = 23
    for (let at = 24; at + 2 <= half; at += 2) {
      bytes.writeUInt16BE(0xc000 | last, at)
      last = at
    }
    let records = 1
    for (let at = half; at + 12 <= bytes.length; at += 12, records++) {
      bytes.writeUInt16BE(0xc000 | last, at)
      bytes.writeUInt16BE(10, at + 2)
      bytes.writeUInt16BE(1, at + 4)
    }
    bytes.writeUInt16BE(records, 6)
    const startedAtMs = performance.now()
    expect(decodeAnswer(bytes)).toMatchObject({ answers: [] })
    expect(performance.now() - startedAtMs).toBeLessThan(1000)
  })
})
