import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TxtPair } from '../dns-sd/records.ts'
import { readTxt } from './read-txt.ts'

const where = 'DNS TXT _sflow._udp.example.com'
const read = (...strings: string[]) =>
  readTxt(
    strings.map((text): TxtPair => {
      const [key = '', ...value] = text.split('=')
      return [key, value.length === 0 ? undefined : value.join('=')]
    }),
    where,
  )

describe('the TXT record', () => {
  test('of the articles', () => {
    expect(read('txtvers=1', 'polling=20', 'sampling=512')).toEqual({
      values: { polling: 20, sampling: 512 },
      applications: [],
      collectors: [],
      warnings: [],
    })
  })

  test('every key, in any case', () => {
    expect(
      read(
        'SAMPLING=1K',
        'sampling.10g=0x10',
        'Sampling.App.web=5',
        'polling.app.web=7',
        'AgentIP=10.0.0.7',
        'agent=eth0',
        'agent.cidr=10.0.0.0/8',
        'agent.cidr=!10.1.0.0/16',
        'headerBytes=128',
        'collector=10.0.0.50/6344/eth1/mgmt',
        'collector=2001:db8::1',
        'collector=collector.example.com//eth2',
      ),
    ).toEqual({
      values: {
        sampling: 1000,
        agentIP: '10.0.0.7',
        agent: 'eth0',
        'agent.cidr': [
          { exclude: false, address: '10.0.0.0', prefixLength: 8 },
          { exclude: true, address: '10.1.0.0', prefixLength: 16 },
        ],
        headerBytes: 128,
      },
      applications: [
        { name: '10G', sampling: 16 },
        { name: 'App.web', sampling: 5, polling: 7 },
      ],
      collectors: [
        { ip: '10.0.0.50', udpport: 6344, dev: 'eth1', namespace: 'mgmt' },
        { ip: '2001:db8::1' },
        { ip: 'collector.example.com', dev: 'eth2' },
      ],
      warnings: [],
    })
  })

  test('headerBytes is cut to its limit, as in C', () => {
    expect(read('headerBytes=1K')).toMatchObject({ values: { headerBytes: 256 }, warnings: [] })
  })

  test.each([
    ['poling=20', 'unknown setting "poling", did you mean "polling"?; it is skipped'],
    ['dropLimit=50', '"dropLimit" has no effect: module "dropmon" is not in this build'],
    ['datagramBytes=1400', 'unknown setting "datagramBytes"; it is skipped'],
    ['polling=301', '"polling=301" is skipped: the most is 300, for example 20'],
    ['polling=', '"polling=" is skipped: a whole number from 0 to 300 is needed'],
    ['polling', '"polling=" is skipped: a whole number from 0 to 300 is needed'],
    ['sampling=-1', '"sampling=-1" is skipped: a whole number'],
    ['agent.cidr=10.0.0.0/33', '"agent.cidr=10.0.0.0/33" is skipped: a range of addresses is needed'],
    ['agentIP=eth0', '"agentIP=eth0" is skipped: an IPv4 or IPv6 address is needed'],
    [
      'collector=10.0.0.1/0',
      '"collector=10.0.0.1/0" is skipped: a collector as host/port/dev/namespace is needed',
    ],
    ['collector=a/1/b/c/d', '"collector=a/1/b/c/d" is skipped'],
    ['collector=', '"collector=" is skipped'],
    ['sampling.a b=5', '"sampling.a b" is skipped: this is no name of an application'],
    ['sampling.', 'unknown setting "sampling."'],
    ['\u001B[31m=1', 'unknown setting "?[31m"'],
  ])('%s is skipped with a warning', (text, warning) => {
    const { values, applications, collectors, warnings } = read(text)
    expect({ values, applications, collectors }).toEqual({ values: {}, applications: [], collectors: [] })
    expect(warnings).toEqual([expect.stringContaining(`${where}: ${warning}`)])
  })

  test.each([
    ['polling=0', 'polling = 0 switches counters off'],
    ['polling=120', 'polling = 120 is slow'],
    ['sampling.ntp=2', 'nothing on a host asks for "sampling.ntp"'],
  ])('%s is obeyed with a warning', (text, warning) => {
    expect(read(text).warnings).toEqual([expect.stringContaining(`${where}: ${warning}`)])
  })

  test('of two the last counts', () => {
    const { values, warnings } = read('polling=10', 'POLLING=20')
    expect(values).toEqual({ polling: 20 })
    expect(warnings).toEqual([`${where}: "polling" is there twice: "POLLING=20" counts`])
  })

  test('there are bounds', () => {
    const { collectors, warnings } = read(
      ...Array.from({ length: 1000 }, (_, i) => `collector=10.0.${i >> 8}.${i & 255}`),
    )
    expect(collectors).toHaveLength(256)
    expect(warnings).toEqual([`${where}: only the first 256 settings are read`])
    expect(read(...Array.from({ length: 200 }, (_, i) => `x${i}=1`)).warnings).toHaveLength(20)
  })

  test('any pairs give settings', () => {
    const key = fc.oneof(
      fc.constantFrom('sampling', 'polling.x', 'collector', 'agent.cidr', 'headerBytes'),
      fc.string(),
    )
    const pair = fc.tuple(key, fc.option(fc.oneof(fc.string(), fc.nat().map(String)), { nil: undefined }))
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const { values, warnings } = readTxt(pairs, where)
        expect(
          Object.keys(values).every((name) => pairs.some(([k]) => k.toLowerCase() === name.toLowerCase())),
        ).toBe(true)
        expect(warnings.every((text) => !/\p{Cc}/u.test(text))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
