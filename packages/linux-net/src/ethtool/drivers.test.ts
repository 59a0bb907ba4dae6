import { beforeEach, describe, expect, it } from 'vitest'
import { littleEndian, linuxNetAvailable } from '../native/libc.ts'
import { allocateNative } from '../native/memory.ts'
import { createDriverStats } from './driver-stats.ts'
import type { EthtoolIoctl } from './ioctl.ts'
import { LINK_SETTINGS_BYTES, readLinkSettings } from './link-settings.ts'

// Drivers that no virtual machine has, behind the interface of the ioctl descriptor.

const availability = linuxNetAvailable()
beforeEach((ctx) =>
  ctx.skip(!availability.available, availability.available ? undefined : availability.reason),
)

/** A driver with the given statistics, as linux/ethtool.h describes the commands. */
function statsDriver(statistics: () => Record<string, bigint>): EthtoolIoctl & { calls: number[] } {
  const calls: number[] = []
  return {
    calls,
    close: () => undefined,
    call(_name, { view, bytes }) {
      const command = view.getUint32(0, littleEndian)
      const entries = Object.entries(statistics())
      calls.push(command)
      if (command === 0x37) {
        if (entries.length === 0) view.setBigUint64(8, 0n, littleEndian)
        else view.setUint32(16, entries.length, littleEndian)
      } else if (command === 0x1b) {
        for (const [index, [name]] of entries.entries()) bytes.set(Buffer.from(name), 12 + index * 32)
      } else if (command === 0x1d) {
        view.setUint32(4, entries.length, littleEndian)
        for (const [index, [, value]] of entries.entries())
          view.setBigUint64(8 + index * 8, value, littleEndian)
      }
      return true
    },
  }
}

describe('driver statistics', () => {
  it('are looked up by name, names read once', () => {
    const driver = statsDriver(() => ({ rx_mcast_packets: 5n, rx_bytes: 2n ** 40n, ['x'.repeat(32)]: 1n }))
    const stats = createDriverStats(driver)
    const row = new Float64Array(3)
    const wanted = ['rx_bytes', 'missing', 'rx_mcast_packets']
    expect(stats.values('eth0', wanted, row)).toBe(true)
    expect(row).toEqual(Float64Array.of(2 ** 40, Number.NaN, 5))
    expect(stats.values('eth0', wanted, row)).toBe(true)
    expect(driver.calls.filter((command) => command === 0x1b)).toHaveLength(1)
    expect(stats.names('eth0')).toEqual(['rx_mcast_packets', 'rx_bytes', 'x'.repeat(32)])
  })

  it('are read again when the driver has more or fewer of them', () => {
    let statistics: Record<string, bigint> = { a: 1n }
    const stats = createDriverStats(statsDriver(() => statistics))
    const row = new Float64Array(1)
    const wanted = ['a']
    stats.values('eth0', wanted, row)
    statistics = { queue0: 7n, a: 2n }
    expect(stats.values('eth0', wanted, row)).toBe(true)
    expect(row).toEqual(Float64Array.of(2))
    statistics = {}
    expect(stats.values('eth0', wanted, row)).toBe(false)
    expect(row).toEqual(Float64Array.of(Number.NaN))
  })

  it('are none where there are more than there is room for: the kernel would write them all', () => {
    const many = Object.fromEntries(Array.from({ length: 65_537 }, (_, i) => [`s${i}`, 1n]))
    const driver = statsDriver(() => many)
    const stats = createDriverStats(driver)
    expect(stats.names('eth0')).toEqual([])
    expect(stats.values('eth0', ['s0'], new Float64Array(1))).toBe(false)
    expect(driver.calls).toEqual([0x37, 0x37])
  })
})

/** A driver that answers the commands listed, others it does not have. */
function linkDriver(answers: Partial<Record<number, (view: DataView) => void>>): EthtoolIoctl {
  return {
    close: () => undefined,
    call(_name, { view }) {
      const answer = answers[view.getUint32(0, littleEndian)]
      answer?.(view)
      return answer !== undefined
    },
  }
}

describe('link settings', () => {
  const read = (driver: EthtoolIoctl): unknown =>
    readLinkSettings(driver, 'eth0', allocateNative(LINK_SETTINGS_BYTES))
  const modern =
    (speed: number, duplex: number) =>
    (view: DataView): void => {
      if (view.getInt8(15) !== 3) {
        view.setInt8(15, -3)
        return
      }
      view.setUint32(4, speed, littleEndian)
      view.setUint8(8, duplex)
    }

  it('come after the two-step handshake', () => {
    expect(read(linkDriver({ 0x4c: modern(400_000, 1) }))).toEqual({ speedMbps: 400_000, duplex: 'full' })
  })

  it('are unknown when the driver says so', () => {
    const unknown = { speedMbps: undefined, duplex: undefined }
    expect(read(linkDriver({ 0x4c: modern(0xffff_ffff, 0xff) }))).toEqual(unknown)
    expect(read(linkDriver({ 0x4c: modern(0, 0xff) }))).toEqual(unknown)
  })

  it('come from the older command where the newer is missing', () => {
    const old = (low: number, high: number) => (view: DataView) => {
      view.setUint16(12, low, littleEndian)
      view.setUint8(14, 0)
      view.setUint16(28, high, littleEndian)
    }
    expect(read(linkDriver({ 0x01: old(100, 0) }))).toEqual({ speedMbps: 100, duplex: 'half' })
    expect(read(linkDriver({ 0x01: old(100_000 - 65_536, 1) }))).toEqual({
      speedMbps: 100_000,
      duplex: 'half',
    })
    expect(read(linkDriver({ 0x01: old(0xffff, 0) }))).toEqual({ speedMbps: undefined, duplex: 'half' })
    expect(read(linkDriver({}))).toBeUndefined()
  })
})
