import { describe, expect, it } from 'vitest'
import { clientOf, cname, replyTo, scriptedServer, soa, srv } from './dns-server.test-helper.ts'

const NAME = '_sflow._udp.a.test'
const question = { name: NAME, type: 'SRV' } as const
const COLLECTOR = { kind: 'records', ttlS: 60, records: [{ target: 'c.test', port: 6343 }] }

describe('a query', () => {
  it('has a random id, EDNS, and asks for recursion', async () => {
    const server = await scriptedServer((asked) => [replyTo(asked, { answers: [srv(NAME, 'c.test')] })])
    const client = clientOf([server])
    for (let i = 0; i < 8; i++) expect(await client.query(question)).toMatchObject(COLLECTOR)
    const ids = new Set(server.asked.map(({ packet }) => packet.id))
    // 8 of 65536: two pairs of equal ones happen once in 10 million runs.
    expect(ids.size).toBeGreaterThan(6)
    expect(server.asked[0]!.packet).toMatchObject({
      flag_rd: true,
      additionals: [{ type: 'OPT', udpPayloadSize: 1232 }],
    })
  })

  it('is repeated without EDNS for a server that does not know it', async () => {
    for (const rcode of ['FORMERR', 'NOTIMP'] as const) {
      const server = await scriptedServer((asked) => [
        asked.packet.additionals!.length > 0
          ? replyTo(asked, { rcode, noQuestion: true })
          : replyTo(asked, { answers: [srv(NAME, 'c.test')] }),
      ])
      const client = clientOf([server])
      expect(await client.query(question)).toMatchObject(COLLECTOR)
      expect(client.outcomes()).toEqual([`udp ${rcode}`, 'udp NOERROR'])
    }
  })

  it('is repeated without EDNS when nothing comes back', async () => {
    const server = await scriptedServer((asked) =>
      asked.packet.additionals!.length > 0 ? [] : [replyTo(asked, { answers: [srv(NAME, 'c.test')] })],
    )
    const client = clientOf([server])
    expect(await client.query(question)).toMatchObject(COLLECTOR)
    expect(client.outcomes()).toEqual(['udp timeout', 'udp NOERROR'])
  })

  it('goes over TCP when the answer is truncated', async () => {
    const many = Array.from({ length: 100 }, (_, i) => srv(NAME, `collector-${i}.test`))
    const server = await scriptedServer((asked) => [
      asked.transport === 'udp' ? replyTo(asked, { truncated: true }) : replyTo(asked, { answers: many }),
    ])
    const client = clientOf([server])
    const answer = await client.query(question)
    expect(answer.kind === 'records' && answer.records.length).toBe(100)
    expect(client.outcomes()).toEqual(['udp NOERROR', 'tcp NOERROR'])
    await expect(clientOf([server], { useTcp: true }).query(question)).resolves.toMatchObject({
      kind: 'records',
    })
  })

  it('goes on to the next server after a refusal, a failure, silence, ICMP, or a referral', async () => {
    const good = await scriptedServer((asked) => [replyTo(asked, { answers: [srv(NAME, 'c.test')] })])
    const refuses = await scriptedServer((asked) => [replyTo(asked, { rcode: 'REFUSED' })])
    const fails = await scriptedServer((asked) => [replyTo(asked, { rcode: 'SERVFAIL', noQuestion: true })])
    const refers = await scriptedServer((asked) => [replyTo(asked, { recursion: false })])
    const silent = await scriptedServer(() => [])
    const gone = { address: '127.0.0.1', port: 1 }
    const client = clientOf([refuses, fails, refers, gone, silent, good])
    expect(await client.query(question)).toMatchObject(COLLECTOR)
    expect(client.outcomes()).toEqual([
      'udp REFUSED',
      'udp SERVFAIL',
      'udp NOERROR',
      'udp ECONNREFUSED',
      'udp timeout',
      'udp NOERROR',
    ])
  })

  it('goes on at once where there is no way to a server', async () => {
    const good = await scriptedServer((asked) => [replyTo(asked, { answers: [srv(NAME, 'c.test')] })])
    const noWay = { address: 'fe80::1%no-such-device', port: 53 }
    for (const useTcp of [false, true]) {
      const client = clientOf([noWay, good], { useTcp, timeoutMs: 10_000 })
      const startedAtMs = performance.now()
      expect(await client.query(question)).toMatchObject(COLLECTOR)
      expect(client.outcomes()[0]).not.toContain('timeout')
      expect(performance.now() - startedAtMs).toBeLessThan(4000)
    }
  })

  it('asks a silent server last from then on', async () => {
    const silent = await scriptedServer(() => [])
    const good = await scriptedServer((asked) => [replyTo(asked, { answers: [srv(NAME, 'c.test')] })])
    const client = clientOf([silent, good])
    await client.query(question)
    await client.query(question)
    expect(client.outcomes()).toEqual(['udp timeout', 'udp NOERROR', 'udp NOERROR'])
  })

  it('fails, naming every server, and in time', async () => {
    const refuses = await scriptedServer((asked) => [replyTo(asked, { rcode: 'REFUSED' })])
    const silent = await scriptedServer(() => [])
    expect(await clientOf([refuses]).query(question)).toMatchObject({ kind: 'failed', refused: true })
    const client = clientOf([refuses, silent], { timeoutMs: 30_000, attempts: 5, limitMs: 400 })
    const startedAtMs = performance.now()
    expect(await client.query(question)).toMatchObject({
      kind: 'failed',
      why: 'REFUSED from 127.0.0.1, timeout from 127.0.0.1',
      refused: false,
    })
    expect(performance.now() - startedAtMs).toBeLessThan(2000)
    // A server that said no is not asked again.
    expect(refuses.asked).toHaveLength(2)
  })

  it('for what is no domain name is not sent', async () => {
    const server = await scriptedServer(() => [])
    for (const name of ['a..b', 'x'.repeat(64), `${'x.'.repeat(127)}x`, ''])
      expect(await clientOf([server]).query({ name, type: 'SRV' })).toMatchObject({ kind: 'failed' })
    expect(server.asked).toEqual([])
  })
})

describe('no records', () => {
  it('for the time that the SOA allows (RFC 2308)', async () => {
    const authorities = [soa('a.test', 120, 45)]
    const nx = await scriptedServer((asked) => [replyTo(asked, { rcode: 'NXDOMAIN', authorities })])
    expect(await clientOf([nx]).query(question)).toEqual({ kind: 'none', rcode: 'NXDOMAIN', ttlS: 45 })
    const empty = await scriptedServer((asked) => [replyTo(asked, { authorities: [soa('a.test', 30, 45)] })])
    expect(await clientOf([empty]).query(question)).toEqual({ kind: 'none', rcode: 'NODATA', ttlS: 30 })
    const bare = await scriptedServer((asked) => [replyTo(asked, { rcode: 'NXDOMAIN' })])
    expect(await clientOf([bare]).query(question)).toEqual({
      kind: 'none',
      rcode: 'NXDOMAIN',
      ttlS: undefined,
    })
  })
})

describe('aliases', () => {
  it('are followed within an answer and across queries; the least TTL counts', async () => {
    const server = await scriptedServer((asked) => {
      const { name } = asked.packet.questions![0]!
      if (name === NAME)
        return [
          replyTo(asked, {
            answers: [cname('b.test', 'C.test', 7), cname(NAME.toUpperCase(), 'B.test', 90)],
          }),
        ]
      return [replyTo(asked, { answers: [cname('c.test', 'd.test', 30), srv('d.test', 'c.test')] })]
    })
    const client = clientOf([server])
    expect(await client.query(question)).toMatchObject({ ...COLLECTOR, ttlS: 7 })
    expect(server.asked.map(({ packet }) => packet.questions![0]!.name)).toEqual([NAME, 'c.test'])
  })

  it('that lead nowhere are no records', async () => {
    const server = await scriptedServer((asked) => [
      replyTo(asked, { answers: [cname(NAME, 'b.test', 9)], authorities: [soa('test', 60, 60)] }),
    ])
    expect(await clientOf([server]).query(question)).toEqual({ kind: 'none', rcode: 'NODATA', ttlS: 9 })
    expect(server.asked).toHaveLength(1)
  })

  it('in a loop, or without end, fail', async () => {
    const loop = await scriptedServer((asked) => [
      replyTo(asked, { answers: [cname(NAME, 'b.test'), cname('b.test', NAME)] }),
    ])
    expect(await clientOf([loop]).query(question)).toMatchObject({ kind: 'failed' })
    const endless = await scriptedServer((asked) => {
      const { name } = asked.packet.questions![0]!
      return [replyTo(asked, { answers: [cname(name, `x.${name}`)] })]
    })
    expect(await clientOf([endless]).query(question)).toMatchObject({ kind: 'failed' })
    expect(endless.asked.length).toBeLessThan(12)
  })
})
