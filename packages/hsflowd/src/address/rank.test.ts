import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { on } from './candidate.test-helper.ts'
import { parseCidr } from './cidr.ts'
import { classify, type Candidate } from './classes.ts'
import { electAddress, type AddressWish } from './elect.ts'
import { rankCandidates } from './rank.ts'

const wishes = (...texts: string[]): AddressWish => ({ agentCidr: texts.map((text) => parseCidr(text)!) })
const order = (candidates: readonly Candidate[], wish: AddressWish = {}): string[] =>
  rankCandidates(candidates, wish).map(({ candidate }) => `${candidate.address} ${candidate.device}`)

describe('agent.cidr', () => {
  const candidates = [
    on('eth0', '192.0.2.1'),
    on('eth1', '10.1.0.1'),
    on('eth2', '10.2.0.1'),
    on('eth3', '2001:db8::1'),
  ]

  test('of different addresses, that of the earliest line wins, whatever its class', () => {
    const wish = wishes('2001:db8::/32', '10.2.0.0/16', '10.1.0.0/16')
    // 13·3 + 10, 13·2 + 11, 13 + 11, 12
    expect(rankCandidates(candidates, wish).map(({ score }) => score)).toEqual([49, 37, 24, 12])
    expect(electAddress(candidates, wish).address).toBe('2001:db8::1')
  })

  test('of the lines that hold one address, the last one decides', () => {
    expect(electAddress(candidates, wishes('10.0.0.0/8', '!10.1.0.0/16')).address).toBe('10.2.0.1')
    expect(electAddress(candidates, wishes('!10.1.0.0/16', '10.0.0.0/8')).address).toBe('10.1.0.1')
  })

  test('can outrank the device that is asked for', () => {
    const wish = { ...wishes('10.1.0.0/16', '172.16.0.0/12'), agent: 'eth0' }
    expect(electAddress(candidates, wish).address).toBe('10.1.0.1')
    expect(electAddress(candidates, { ...wishes('10.1.0.0/16'), agent: 'eth0' }).address).toBe('192.0.2.1')
  })

  test('an excluded address is taken when there is no other, with a warning', () => {
    const election = electAddress([on('eth0', '10.0.0.1')], wishes('!10.0.0.0/8'))
    expect(election.address).toBe('10.0.0.1')
    expect(election.warning).toBe('10.0.0.1 is excluded by agent.cidr, but this host has no other address')
    const two = [on('lo', '127.0.0.1'), on('eth0', '10.0.0.1')]
    expect(electAddress(two, { ...wishes('!10.0.0.0/8'), agent: 'eth0' })).toMatchObject({
      address: '127.0.0.1',
      warning: expect.stringContaining('"eth0"'),
    })
  })
})

describe('equals', () => {
  const equal: Candidate[] = [
    on('eth3', '2001:db8::9'),
    on('eth4', '2001:db8::4'),
    on('eth4', '2001:db8::5'),
    on('virbr0', '2001:db8::1'),
    on('eth0', '2001:db8::6', { dynamic: true }),
    on('eth0', '2001:db8::7', { tentative: true }),
    on('eth0', '2001:db8::2', { deprecated: true }),
    on('eth0', '2001:db8::3', { temporary: true, dynamic: true }),
    on('eth0', '2001:db8::8', { duplicate: true }),
  ]

  test('stand in the order that the manual gives', () => {
    expect(order(equal.toReversed())).toEqual(order(equal))
    expect(order(equal)).toEqual(equal.map(({ address, device }) => `${address} ${device}`))
  })

  test('a DHCP address of IPv4 is as good as a static one', () => {
    expect(order([on('eth5', '10.0.0.1'), on('eth1', '10.0.0.2', { dynamic: true })])[0]).toBe(
      '10.0.0.2 eth1',
    )
  })

  test('the first address of a device, not a secondary one; addresses are compared as numbers', () => {
    const four = [
      on('eth0', '10.0.0.9'),
      on('eth0', '10.0.0.10'),
      on('eth0', '10.0.0.1', { secondary: true }),
    ]
    expect(order(four.toReversed())).toEqual(['10.0.0.9 eth0', '10.0.0.10 eth0', '10.0.0.1 eth0'])
    const six = [on('eth0', '2001:db8::a'), on('eth0', '2001:db8:0:1::1'), on('eth0', '2001:db8:10::')]
    expect(order(six.toReversed())).toEqual(order(six))
    expect(electAddress(six).address).toBe('2001:db8::a')
  })
})

describe('the device that is asked for', () => {
  const candidates = [
    on('eth0', '192.0.2.1', { otherNames: ['enp1s0', 'uplink'] }),
    on('eth1', '10.0.0.1', { otherNames: ['eth0', 'uplink'] }),
  ]
  test.each([
    ['eth0', 'eth0'],
    ['enp1s0', 'eth0'],
    ['uplink', 'eth0'],
    ['eth1', 'eth1'],
  ])('%s is %s: by name, else by a further name or alias', (agent, device) => {
    const election = electAddress(candidates.toReversed(), { agent })
    expect(election.device).toBe(device)
    expect(election.warning).toBeUndefined()
  })

  test('an address in its place is put right', () => {
    expect(electAddress(candidates, { agent: '10.0.0.1' }).warning).toContain('(to set an address: agentIP)')
  })
})

test('an address of a bridge of guests is named as what it is', () => {
  expect(electAddress([on('docker0', '172.17.0.1'), on('eth0', '2001:db8::1')])).toMatchObject({
    address: '172.17.0.1',
    warning: expect.stringContaining('the same on other hosts'),
  })
})

const someAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.2',
    '127.0.0.1',
    'fe80::1',
    '::1',
    '2001:db8::1',
    '239.1.1.1',
    '::',
    '0.0.0.0',
  ),
)
const someCandidate = fc
  .record({
    address: someAddress,
    device: fc.constantFrom('lo', 'eth0', 'eth1', 'eth2', 'docker0', 'eth0.7'),
    flags: fc.record({
      secondary: fc.boolean(),
      temporary: fc.boolean(),
      deprecated: fc.boolean(),
      tentative: fc.boolean(),
      duplicate: fc.boolean(),
      dynamic: fc.boolean(),
    }),
  })
  .map(({ address, device, flags }) => on(device, address, { ...flags, vlan: device === 'eth0.7' }))
const someCandidates = fc.uniqueArray(someCandidate, {
  selector: ({ address, device }) => `${address} ${device}`,
  maxLength: 12,
})
const someWish: fc.Arbitrary<AddressWish> = fc.record({
  agent: fc.option(fc.constantFrom('eth0', 'eth1', 'eth9'), { nil: undefined }),
  agentCidr: fc
    .array(
      fc.constantFrom('10.0.0.0/8', '!10.0.0.2/32', '2001:db8::/32', '!::/0', '0.0.0.0/0', '!0.0.0.0/0'),
      {
        maxLength: 3,
      },
    )
    .map((texts) => texts.map((text) => parseCidr(text)!)),
})

describe('whatever the candidates', () => {
  test('their order does not matter', () => {
    const shuffled = someCandidates.chain((candidates) =>
      fc.tuple(
        fc.constant(candidates),
        fc.shuffledSubarray(candidates, { minLength: candidates.length, maxLength: candidates.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, someWish, ([candidates, other], wish) => {
        expect(electAddress(other, wish)).toEqual(electAddress(candidates, wish))
        expect(order(other, wish)).toEqual(order(candidates, wish))
      }),
      { numRuns: 500 },
    )
  })

  test('an excluded or duplicate one never wins while there is another, also when it was kept', () => {
    fc.assert(
      fc.property(someCandidates, someWish, fc.nat(11), (candidates, wish, i) => {
        const ranked = rankCandidates(candidates, wish)
        const isBarred = ({ candidate, preference }: (typeof ranked)[number]): boolean =>
          preference.excluded || candidate.duplicate
        fc.pre(ranked.some((entry) => !isBarred(entry) && classify(entry.candidate).score > 0))
        const holder = candidates[i]
        const { address, device } = electAddress(candidates, wish, holder === undefined ? [] : [holder])
        const winner = ranked.find(
          ({ candidate }) => candidate.address === address && candidate.device === device,
        )!
        expect(isBarred(winner)).toBe(false)
        expect(winner.class.score).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })

  test('the winner, once kept, stays while candidates come that the settings do not ask for', () => {
    fc.assert(
      fc.property(someCandidates, someCandidates, (before, added) => {
        const { address, device } = electAddress(before)
        const ranked = rankCandidates(before, {}).find(({ candidate }) => candidate.address === address)
        fc.pre(device !== undefined && ranked !== undefined && ranked.class.score >= 7)
        fc.pre(!ranked.candidate.temporary && device !== 'docker0' && ranked.score > 0)
        const others = added.filter((each) => each.address !== address)
        const after = electAddress([...others, ...before], {}, [{ address, device }])
        expect([after.address, after.device]).toEqual([address, device])
      }),
      { numRuns: 300 },
    )
  })
})
