import { describe, expect, test } from 'vitest'
import { on } from './candidate.test-helper.ts'
import { classify, type Candidate } from './classes.ts'
import { electAddress } from './elect.ts'

// The order of the C daemon, the worst first; each line is one class.
const order: Candidate[] = [
  on('eth0', '240.0.0.1'),
  on('lo', '::1'),
  on('lo', '127.0.0.1'),
  on('eth0', '169.254.3.4'),
  on('eth0', 'fe80::1'),
  on('eth0.5', '2001:db8::5', { vlan: true }),
  on('eth0.5', '192.0.2.5', { vlan: true }),
  on('eth0', 'fd00::1'),
  on('eth0', '2001:db8::1'),
  on('eth0', '192.168.1.1'),
  on('eth0', '192.0.2.1'),
]

describe('agent address', () => {
  test('classes stand in the order of the C daemon', () => {
    const scores = order.map((candidate) => classify(candidate).score)
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(new Set(scores).size).toBe(order.length)
  })

  test.each(order.slice(1).map((winner, i) => [winner.address, order.slice(0, i + 2)] as const))(
    '%s wins over all that is below it',
    (address, candidates) => {
      expect(electAddress(candidates).address).toBe(address)
      expect(electAddress(candidates.toReversed()).address).toBe(address)
    },
  )

  test('of equals the first interface wins', () => {
    expect(electAddress([on('eth0', '10.0.0.1'), on('eth1', '10.0.0.2')])).toEqual({
      address: '10.0.0.1',
      device: 'eth0',
      reason: 'ipv4 private',
    })
  })

  test('an address of the device that is asked for, even a worse one', () => {
    const candidates = [on('eth0', '192.0.2.1'), on('eth1', 'fe80::2'), on('eth1', '2001:db8::2')]
    expect(electAddress(candidates, { agent: 'eth1' })).toMatchObject({
      address: '2001:db8::2',
      device: 'eth1',
    })
  })

  test('a device without address is said, and not obeyed', () => {
    const election = electAddress([on('eth0', '192.0.2.1')], { agent: 'eth9' })
    expect(election).toMatchObject({ address: '192.0.2.1', warning: expect.stringContaining('"eth9"') })
  })

  test('an address that is asked for is taken, also a foreign one, with a warning', () => {
    const candidates = [on('eth0', '192.0.2.1')]
    expect(electAddress(candidates, { agentIP: '192.0.2.1' })).toEqual({
      address: '192.0.2.1',
      device: 'eth0',
      reason: 'agentIP is set',
    })
    expect(electAddress(candidates, { agentIP: '203.0.113.9' }).warning).toContain(
      'no interface of this host',
    )
  })

  test('multicast and unspecified never', () => {
    expect(electAddress([on('eth0', '224.0.0.1'), on('eth0', '0.0.0.0')]).warning).toContain('set agentIP')
  })
})
