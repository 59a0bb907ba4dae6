import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseResolvConf, readResolvConf } from './resolv-conf.ts'

const nowhere = { environment: {}, hostname: 'host1' }
const parse = (text: string, more: Parameters<typeof parseResolvConf>[1] = {}) =>
  parseResolvConf(text, { ...nowhere, ...more })
const addresses = (text: string): string[] => parse(text).servers.map(({ address }) => address)

describe('resolv.conf', () => {
  it('names servers, at most three, IPv6 with a zone among them', () => {
    expect(addresses('nameserver 10.0.0.1\nnameserver\tfe80::1%eth0\r\n')).toEqual([
      '10.0.0.1',
      'fe80::1%eth0',
    ])
    expect(addresses('nameserver 1.1.1.1\nnameserver ::1\nnameserver 1.1.1.3\nnameserver 1.1.1.4')).toEqual([
      '1.1.1.1',
      '::1',
      '1.1.1.3',
    ])
    expect(parse('nameserver 10.0.0.1').servers).toEqual([{ address: '10.0.0.1', port: 53 }])
  })

  it('without a usable server means the one of this host', () => {
    expect(addresses('')).toEqual(['127.0.0.1'])
    expect(addresses('nameserver ns.example.com\nnameserver\n')).toEqual(['127.0.0.1'])
  })

  it('has the suffixes of its last search or domain line, comments aside', () => {
    expect(parse('search a.test b.test.').search).toEqual(['a.test', 'b.test'])
    expect(parse('search a.test\ndomain B.test').search).toEqual(['b.test'])
    expect(parse('domain b.test\nsearch a.test a.test # c.test').search).toEqual(['a.test'])
    expect(parse('#search a.test\n; domain b.test\n').search).toEqual([])
    expect(parse(`search good.test ${'x'.repeat(64)}.test two..dots .`).search).toEqual(['good.test', ''])
    expect(parse('search .').search).toEqual([''])
    expect(
      parse(`search ${Array.from({ length: 40 }, (_, i) => `s${i}.test`).join(' ')}`).search,
    ).toHaveLength(32)
  })

  it('without suffixes means the domain of the host', () => {
    expect(parse('', { hostname: 'host1.dc1.test' }).search).toEqual(['dc1.test'])
    expect(parse('', { hostname: 'host1' }).search).toEqual([])
    expect(parse('search .', { hostname: 'host1.dc1.test' }).search).toEqual([''])
  })

  it('has options within the limits of libc', () => {
    expect(parse('')).toMatchObject({ timeoutMs: 5000, attempts: 2, rotate: false, useTcp: false })
    expect(parse('options timeout:1 attempts:3 rotate\noptions use-vc ndots:5 edns0')).toMatchObject({
      timeoutMs: 1000,
      attempts: 3,
      rotate: true,
      useTcp: true,
    })
    expect(parse('options timeout:99 attempts:0')).toMatchObject({ timeoutMs: 30_000, attempts: 1 })
    expect(parse('options timeout:x attempts:')).toMatchObject({ timeoutMs: 5000, attempts: 2 })
  })

  it('is overridden by the environment', () => {
    const environment = { LOCALDOMAIN: 'x.test y.test', RES_OPTIONS: 'timeout:2' }
    expect(parse('search a.test\noptions timeout:7 attempts:4', { environment })).toMatchObject({
      search: ['x.test', 'y.test'],
      timeoutMs: 2000,
      attempts: 4,
    })
  })

  it('that is not there means the server of this host', async () => {
    const settings = await readResolvConf('/nonexistent/resolv.conf', nowhere)
    expect(settings).toMatchObject({ servers: [{ address: '127.0.0.1', port: 53 }], search: [] })
  })

  it('of any text gives something to work with', () => {
    const word = fc.constantFrom(
      'nameserver',
      'search',
      'domain',
      'options',
      '1.2.3.4',
      '::1',
      '.',
      '..',
      '#',
      '\n',
    )
    const text = fc.array(fc.oneof(word, fc.string()), { maxLength: 50 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, (any) => {
        const { servers, timeoutMs, attempts } = parse(any)
        expect(servers.length).toBeGreaterThan(0)
        expect(timeoutMs * attempts).toBeGreaterThan(0)
      }),
    )
  })
})
