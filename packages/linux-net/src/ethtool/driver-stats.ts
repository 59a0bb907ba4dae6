import { littleEndian } from '../native/libc.ts'
import { allocateNative, textUntilNul } from '../native/memory.ts'
import type { NativeMemory } from '../native/memory.ts'
import { u64AsNumber } from '../netlink/parse.ts'
import type { EthtoolIoctl } from './ioctl.ts'

// linux/ethtool.h
const [ETHTOOL_GSTRINGS, ETHTOOL_GSTATS, ETHTOOL_GSSET_INFO] = [0x1b, 0x1d, 0x37]
const ETH_SS_STATS = 1
const ETH_GSTRING_LEN = 32
const STRINGS_HEADER_BYTES = 12
const STATS_HEADER_BYTES = 8
/** More than any driver has (large NICs have some thousand); one with more counts as having none. */
const MAX_STATS = 65_536

/** Statistics under the driver's own names (`ethtool -S`). */
export interface DriverStats {
  names(device: string): readonly string[]
  values(device: string, wanted: readonly string[], row: Float64Array): boolean
  forget(device: string): void
}

interface Device {
  readonly names: readonly string[]
  readonly values: NativeMemory
  /** For each list of wanted names, where their values are; the callers' lists are few and constant. */
  readonly positions: Map<readonly string[], readonly number[]>
}

/** Statistics over an ioctl descriptor; names are read once per device and again when their number changes. */
export function createDriverStats(ioctl: EthtoolIoctl): DriverStats {
  const devices = new Map<string, Device>()
  const setInfo = allocateNative(20)

  /** How many statistics the driver has at this moment; 0 when none. */
  function count(device: string): number {
    setInfo.bytes.fill(0)
    setInfo.view.setUint32(0, ETHTOOL_GSSET_INFO, littleEndian)
    // A 64-bit mask of the string sets asked for; the counts come after it.
    setInfo.view.setBigUint64(8, 1n << BigInt(ETH_SS_STATS), littleEndian)
    if (!ioctl.call(device, setInfo) || setInfo.view.getBigUint64(8, littleEndian) === 0n) return 0
    const length = setInfo.view.getUint32(16, littleEndian)
    // Not cut to the limit: the kernel writes as many as there are, whatever it is asked for.
    return length > MAX_STATS ? 0 : length
  }

  function readNames(device: string, length: number): string[] {
    const memory = allocateNative(STRINGS_HEADER_BYTES + roomFor(length) * ETH_GSTRING_LEN)
    memory.view.setUint32(0, ETHTOOL_GSTRINGS, littleEndian)
    memory.view.setUint32(4, ETH_SS_STATS, littleEndian)
    memory.view.setUint32(8, length, littleEndian)
    if (!ioctl.call(device, memory)) return []
    return Array.from({ length }, (_, index) => {
      const start = STRINGS_HEADER_BYTES + index * ETH_GSTRING_LEN
      return textUntilNul(memory.bytes.subarray(start, start + ETH_GSTRING_LEN)).trim()
    })
  }

  /** The device, read anew when its number of statistics is not the known one (queues were added, say). */
  function current(device: string): Device | undefined {
    const length = count(device)
    const known = devices.get(device)
    if (known?.names.length === length) return known
    if (length === 0) {
      devices.delete(device)
      return undefined
    }
    const names = readNames(device, length)
    const read: Device = {
      names,
      values: allocateNative(STATS_HEADER_BYTES + roomFor(length) * 8),
      positions: new Map(),
    }
    devices.set(device, read)
    return read
  }

  return {
    names: (device) => current(device)?.names ?? [],
    values(device, wanted, row) {
      row.fill(Number.NaN)
      const known = current(device)
      if (known === undefined) return false
      const { names, values, positions } = known
      values.view.setUint32(0, ETHTOOL_GSTATS, littleEndian)
      values.view.setUint32(4, names.length, littleEndian)
      if (!ioctl.call(device, values)) return false
      const answered = values.view.getUint32(4, littleEndian)
      let places = positions.get(wanted)
      if (places === undefined) {
        places = wanted.map((name) => names.indexOf(name))
        positions.set(wanted, places)
      }
      for (const [index, place] of places.entries()) {
        if (place >= 0 && place < answered)
          row[index] = u64AsNumber(values.view, STATS_HEADER_BYTES + place * 8)
      }
      return true
    },
    forget: (device) => void devices.delete(device),
  }
}

/**
 * Room for twice the statistics and a thousand more: most kernels write as many as the driver has at that moment,
 * whatever the caller announced, so a driver that grows between two calls must not overrun the memory.
 */
function roomFor(length: number): number {
  return 2 * length + 1024
}
