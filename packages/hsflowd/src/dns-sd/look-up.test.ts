import { describe, expect, it } from 'vitest'
import type { DnsAnswer, DnsClient } from './dns-client.ts'
import type { DnsRecord } from './dns-message.ts'
import { lookUp, serviceNames, type Found } from './look-up.ts'
import { readPairs, readTargets } from './records.ts'

const A = '_sflow._udp.a.test'
const B = '_sflow._udp.b.test'
const BARE = '_sflow._udp'

const srv = (target: string, port = 6343, priority = 10, weight = 1): DnsRecord => ({
  name: A,
  ttlS: 60,
  type: 'SRV',
  priority,
  weight,
  port,
  target,
})
const txt = (...strings: string[]): DnsRecord => ({
  name: A,
  ttlS: 60,
  type: 'TXT',
  strings: strings.map((text) => Buffer.from(text)),
})
const records = (ttlS: number, ...all: DnsRecord[]): DnsAnswer => ({ kind: 'records', records: all, ttlS })
const none = (ttlS?: number): DnsAnswer => ({ kind: 'none', rcode: 'NXDOMAIN', ttlS })
const fails: DnsAnswer = { kind: 'failed', why: 'SERVFAIL', refused: false }
const refuses: DnsAnswer = { kind: 'failed', why: 'REFUSED', refused: true }

/** Looks up where DNS gives these answers, by `TYPE name`, and `otherwise` for the rest. */
async function made(
  answers: Readonly<Record<string, DnsAnswer>>,
  names: readonly string[] = [A, B, BARE],
  previous?: Found,
) {
  const asked: string[] = []
  const client: DnsClient = {
    query({ name, type }) {
      asked.push(`${type} ${name}`)
      return Promise.resolve(answers[`${type} ${name}`] ?? none())
    },
  }
  return { result: await lookUp({ client, names, previous }), asked }
}

describe('the names', () => {
  it('are that of the domain, with or without dots at its ends', () => {
    for (const domain of ['a.test', '.a.test', 'a.test.', '.A.test.'])
      expect(serviceNames(domain, ['b.test'])).toEqual([A])
    expect(serviceNames('.', ['b.test'])).toEqual([BARE])
  })

  it('are those of the suffixes in order, then the bare one', () => {
    expect(serviceNames(undefined, ['a.test', 'b.test'])).toEqual([A, B, BARE])
    expect(serviceNames(undefined, ['', 'a.test'])).toEqual([BARE, A])
    expect(serviceNames(undefined, [])).toEqual([BARE])
  })
})

describe('a look-up', () => {
  it('finds the records of the first name that has some, and the least TTL', async () => {
    const { result, asked } = await made({
      [`SRV ${B}`]: records(60, srv('c.test')),
      [`TXT ${B}`]: records(20, txt('sampling=5')),
    })
    expect(result).toEqual({
      state: 'found',
      name: B,
      targets: [{ host: 'c.test', port: 6343, priority: 10, weight: 1 }],
      txt: [['sampling', '5']],
      ttlS: 20,
      warnings: [],
    })
    expect(asked).toEqual([`SRV ${A}`, `SRV ${B}`, `TXT ${B}`])
  })

  it('goes on after a refusal or a failure', async () => {
    const found = { [`SRV ${B}`]: records(60, srv('c.test')) }
    expect((await made({ ...found, [`SRV ${A}`]: refuses })).result.state).toBe('found')
    expect((await made({ ...found, [`SRV ${A}`]: fails })).result.state).toBe('found')
  })

  it('does not move to another domain while the one in force fails', async () => {
    const previous: Found = { state: 'found', name: A, targets: [], txt: [] }
    const found = { [`SRV ${B}`]: records(60, srv('c.test')) }
    const bad = await made({ ...found, [`SRV ${A}`]: fails }, [A, B], previous)
    expect(bad.result).toMatchObject({ state: 'failed', why: `${A}: SERVFAIL` })
    // Its servers say that they know nothing of it, or that it is gone.
    expect((await made({ ...found, [`SRV ${A}`]: refuses }, [A, B], previous)).result).toMatchObject({
      name: B,
    })
    expect((await made(found, [A, B], previous)).result).toMatchObject({ name: B })
  })

  it('is off when no name exists, whatever becomes of the bare one', async () => {
    const { result } = await made({
      [`SRV ${A}`]: none(40),
      [`SRV ${B}`]: none(90),
      [`SRV ${BARE}`]: refuses,
    })
    expect(result).toMatchObject({ state: 'off', ttlS: 40 })
    expect((await made({ [`SRV ${BARE}`]: fails })).result).toMatchObject({ state: 'off', ttlS: undefined })
  })

  it('fails when one of the names cannot be asked for, and nothing is found', async () => {
    expect((await made({ [`SRV ${A}`]: refuses })).result).toMatchObject({
      state: 'failed',
      why: `${A}: REFUSED`,
    })
    expect((await made({ [`SRV ${B}`]: fails })).result.state).toBe('failed')
    expect((await made({ [`SRV ${BARE}`]: refuses }, [BARE])).result.state).toBe('failed')
  })

  it('is off when the only target is the root (RFC 2782), also if other names have records', async () => {
    const { result } = await made({
      [`SRV ${A}`]: records(33, srv('', 0, 0, 0)),
      [`SRV ${B}`]: records(60, srv('c.test')),
    })
    expect(result).toMatchObject({ state: 'off', ttlS: 33 })
  })

  it('leaves out what is of no use', async () => {
    const some = await made({
      [`SRV ${A}`]: records(60, srv('c.test'), srv('d.test', 0), srv('e f.test'), srv('')),
    })
    expect(some.result).toMatchObject({ targets: [{ host: 'c.test' }] })
    expect(some.result).toHaveProperty('warnings.length', 2)
    const all = await made({ [`SRV ${A}`]: records(60, srv('d.test', 0)) })
    expect(all.result).toMatchObject({ state: 'failed', why: `${A}: no SRV record is of use` })
  })

  it('keeps the settings of before while the TXT record cannot be had, and asks soon', async () => {
    const previous: Found = { state: 'found', name: A, targets: [], txt: [['polling', '5']] }
    const answers = { [`SRV ${A}`]: records(3600, srv('c.test')), [`TXT ${A}`]: fails }
    expect((await made(answers, [A], previous)).result).toMatchObject({
      txt: [['polling', '5']],
      txtTrouble: `${A}: SERVFAIL`,
      ttlS: 60,
    })
    expect((await made(answers, [A])).result).toMatchObject({ txt: [] })
    expect((await made({ ...answers, [`TXT ${A}`]: none() }, [A], previous)).result).toMatchObject({
      txt: [],
      ttlS: 3600,
    })
  })

  it('ends when time is up', async () => {
    const client: DnsClient = { query: () => Promise.resolve(none()) }
    const result = await lookUp({ client, names: [A, B], previous: undefined, isLate: () => true })
    expect(result).toMatchObject({ state: 'failed', why: `${A}: no time left` })
  })
})

describe('targets', () => {
  it('come by priority, weight and name, each once, and not without end', () => {
    const { targets } = readTargets([
      srv('z.test', 1, 20),
      srv('b.test', 1, 10, 5),
      srv('c.test', 1, 10, 9),
      srv('a.test', 2, 10, 5),
      srv('a.test', 1, 10, 5),
      srv('a.test', 1, 10, 5),
    ])
    expect(targets.map(({ host, port }) => `${host}:${port}`)).toEqual([
      'c.test:1',
      'a.test:1',
      'a.test:2',
      'b.test:1',
      'z.test:1',
    ])
    const many = readTargets(Array.from({ length: 400 }, (_, i) => srv(`c${i}.test`)))
    expect([many.targets.length, many.warnings.length]).toEqual([256, 10])
  })
})

describe('pairs', () => {
  it('are split at the first equals sign; strings without a key are none (RFC 6763)', () => {
    expect(readPairs([txt('a=1', 'b==x=', '=c', '', 'flag', 'd=')])).toEqual([
      ['a', '1'],
      ['b', '=x='],
      ['flag', undefined],
      ['d', ''],
    ])
  })

  it('are in the same order however the server shuffles the records', () => {
    const one = txt('z=1', 'y=1')
    const two = txt('a=1')
    expect(readPairs([one, two])).toEqual(readPairs([two, one]))
  })

  it('are not without end', () => {
    expect(readPairs([txt(...Array.from({ length: 400 }, (_, i) => `k${i}=1`))])).toHaveLength(256)
    expect(
      readPairs([txt(...Array.from({ length: 200 }, () => `k=${'x'.repeat(250)}`))]).length,
    ).toBeLessThan(66)
  })
})
