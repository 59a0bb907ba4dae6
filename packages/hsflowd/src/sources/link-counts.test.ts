import { STANDARD_STATS_FIELDS, standardStatsIndex } from '@host-sflow/linux-net'
import { describe, expect, it } from 'vitest'
import { noDrivers } from '../host/network.ts'
import type { DriverQueries, Link } from '../host/network.ts'
import { cast, countFields, driverCounts } from './link-counts.ts'

const link = { index: 1, name: 'eth0' } as Link

function driver(own: Record<string, number>, standard: Record<string, number> = {}): DriverQueries {
  return {
    ...noDrivers,
    statNames: () => Object.keys(own),
    statValues(_, wanted, row) {
      wanted.forEach((name, at) => (row[at] = own[name] ?? Number.NaN))
      return Object.keys(own).length > 0
    },
    standardStats(_, row) {
      row.fill(Number.NaN, 0, STANDARD_STATS_FIELDS.length)
      for (const [name, value] of Object.entries(standard))
        row[standardStatsIndex[name as keyof typeof standardStatsIndex]] = value
      return Object.keys(standard).length > 0
    },
  }
}

describe('driver counts', () => {
  it('are taken under the names of e1000e and of tg3', () => {
    const e1000e = driverCounts(driver({ rx_multicast: 1, tx_broadcast: 2, rx_align_errors: 3 }), link)!
    expect(e1000e.read()).toBe(true)
    expect(e1000e.values[cast.inMulticast]).toBe(1)
    expect(e1000e.values[cast.outBroadcast]).toBe(2)
    expect(e1000e.values[countFields.indexOf('dot3StatsAlignmentErrors')]).toBe(3)
    expect(e1000e.has[cast.inBroadcast]).toBe(false)
    const tg3 = driverCounts(driver({ rx_mcast_packets: 8 }), link)!
    tg3.read()
    expect(tg3.values[cast.inMulticast]).toBe(8)
  })

  it('come from the standard statistics where the driver has no name of its own', () => {
    const counts = driverCounts(
      driver({ tx_multicast: 5 }, { MulticastFramesXmittedOK: 9, FrameCheckSequenceErrors: 7 }),
      link,
    )!
    expect(counts.read()).toBe(true)
    expect(counts.values[cast.outMulticast]).toBe(5)
    expect(counts.values[countFields.indexOf('dot3StatsFCSErrors')]).toBe(7)
  })

  it('are none for a driver that counts neither', () => {
    expect(driverCounts(driver({ rx_queue_0_packets: 1 }), link)).toBeUndefined()
    expect(driverCounts(noDrivers, link)).toBeUndefined()
  })
})
