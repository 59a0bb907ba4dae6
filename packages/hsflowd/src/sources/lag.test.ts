import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseBond } from './lag.ts'

const recorded = readFileSync(
  join(import.meta.dirname, '../../testdata/server/proc/net/bonding/bond0'),
  'utf8',
)

describe('bond', () => {
  it('has members with their aggregator and LACP state', () => {
    expect(parseBond(recorded)).toEqual({
      activeAggregatorId: 1,
      members: [
        {
          name: 'eth0',
          aggregatorId: 1,
          actorSystem: '525400000002',
          partnerSystem: '001c73aabbcc',
          actorState: 63,
          partnerState: 61,
        },
        {
          name: 'eth1',
          aggregatorId: 2,
          actorSystem: '525400000002',
          partnerSystem: '000000000000',
          actorState: 71,
          partnerState: 1,
        },
      ],
    })
  })

  it('has no LACP in other modes, and no details without privileges', () => {
    const text =
      'Bonding Mode: fault-tolerance (active-backup)\nMII Status: up\n\nSlave Interface: eth0\nMII Status: up\n'
    expect(parseBond(text)).toEqual({
      activeAggregatorId: undefined,
      members: [{ name: 'eth0' }],
    })
  })
})
