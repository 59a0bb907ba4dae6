import { errorCode } from '../errors.ts'
import { littleEndian } from '../native/libc.ts'
import { allocateNative, textUntilNul } from '../native/memory.ts'
import { findGenericFamily } from '../netlink/generic.ts'
import { netlinkProtocol, openNetlink } from '../netlink/socket.ts'
import type { NetlinkSocket } from '../netlink/socket.ts'
import { createDriverStats } from './driver-stats.ts'
import { openEthtoolIoctl } from './ioctl.ts'
import { LINK_SETTINGS_BYTES, readLinkSettings } from './link-settings.ts'
import type { LinkSettings } from './link-settings.ts'
import { readStandardStats, STANDARD_STATS_FIELDS, standardStatsRequest } from './standard-stats.ts'

// linux/ethtool.h: struct ethtool_drvinfo
const ETHTOOL_GDRVINFO = 0x03
const DRIVER_INFO_BYTES = 196
const [DRIVER_AT, VERSION_AT, FIRMWARE_AT, BUS_AT, BUS_END] = [4, 36, 68, 100, 132]

/** The driver of an interface (`ethtool -i`); empty strings where it says nothing. */
export interface DriverInfo {
  readonly driver: string
  readonly version: string
  readonly firmware: string
  /** Address on the bus, such as `0000:00:03.0`. */
  readonly busInfo: string
}

/** Receives one interface's statistics, ordered as {@link STANDARD_STATS_FIELDS}; the row is reused. */
export type StandardStatsVisitor = (ifIndex: number, row: Float64Array) => void

/**
 * Questions to network drivers. Whatever a driver does not support is `undefined`, `false` or empty; a removed
 * interface throws {@link NetError} `ENODEV`.
 */
export interface Ethtool {
  linkSettings(name: string): LinkSettings | undefined
  driverInfo(name: string): DriverInfo | undefined
  /** Names of the driver's own statistics (`ethtool -S`), kept until their number changes. */
  statNames(name: string): readonly string[]
  /**
   * Fills `row` with the driver's own statistics in the order of `wanted` (keep that array: it is a cache key),
   * NaN for those it does not have. False when it has none.
   */
  statValues(name: string, wanted: readonly string[], row: Float64Array): boolean
  /** Drops what is kept for a name; call it when the interface is removed or renamed. */
  forget(name: string): void
  /**
   * Visits every interface whose driver reports IEEE 802.3 statistics, NaN for the ones it lacks; virtual
   * interfaces usually report none and are not visited. False when the kernel has no such request (before 5.13).
   */
  standardStats(visit: StandardStatsVisitor): boolean
  /** The same for one interface, into the caller's row; false when the driver or the kernel reports none. */
  standardStatsOf(ifIndex: number, row: Float64Array): boolean
  close(): void
}

/**
 * Opens the descriptors for questions to drivers; they act in the network namespace that they were opened in.
 * Needs no capability.
 */
export function openEthtool(): Ethtool {
  const ioctl = openEthtoolIoctl()
  let generic: EthtoolFamily | undefined
  try {
    generic = openFamily()
  } catch (error) {
    ioctl.close()
    throw error
  }
  const memory = allocateNative(Math.max(LINK_SETTINGS_BYTES, DRIVER_INFO_BYTES))
  const stats = createDriverStats(ioctl)
  const row = new Float64Array(STANDARD_STATS_FIELDS.length)
  const dumpBody = standardStatsRequest()
  /** Runs a netlink request; false when kernel or driver do not support it. */
  function supported(ask: (socket: NetlinkSocket, family: number) => void): boolean {
    if (generic === undefined) return false
    try {
      ask(generic.socket, generic.family)
      return true
    } catch (error) {
      if (errorCode(error) === 'EOPNOTSUPP') return false
      throw error
    }
  }

  return {
    linkSettings: (name) => readLinkSettings(ioctl, name, memory),
    driverInfo(name) {
      memory.bytes.fill(0)
      memory.view.setUint32(0, ETHTOOL_GDRVINFO, littleEndian)
      if (!ioctl.call(name, memory)) return undefined
      const text = (from: number, to: number): string => textUntilNul(memory.bytes.subarray(from, to))
      return {
        driver: text(DRIVER_AT, VERSION_AT),
        version: text(VERSION_AT, FIRMWARE_AT),
        firmware: text(FIRMWARE_AT, BUS_AT),
        busInfo: text(BUS_AT, BUS_END),
      }
    },
    statNames: (name) => stats.names(name),
    statValues: (name, wanted, target) => stats.values(name, wanted, target),
    forget: (name) => stats.forget(name),
    standardStats(visit) {
      return supported((socket, family) =>
        socket.dump({ type: family, body: dumpBody }, (_type, view, start, end) => {
          const ifIndex = readStandardStats(view, start, end, row)
          if (ifIndex !== undefined) visit(ifIndex, row)
        }),
      )
    },
    standardStatsOf(ifIndex, target) {
      let reported = false
      const answered = supported((socket, family) =>
        socket.request({ type: family, body: standardStatsRequest(ifIndex) }, (_type, view, start, end) => {
          reported = readStandardStats(view, start, end, target) !== undefined
        }),
      )
      return answered && reported
    },
    close() {
      ioctl.close()
      generic?.socket.close()
      generic = undefined
    },
  }
}

interface EthtoolFamily {
  readonly socket: NetlinkSocket
  readonly family: number
}

/** What opening a generic netlink socket ends with where the kernel or a sandbox (seccomp) has none. */
const NOT_HERE = new Set(['EPROTONOSUPPORT', 'EAFNOSUPPORT', 'EPERM', 'EACCES'])

/** A socket for ethtool's netlink requests; undefined when the kernel has none (before 5.6). */
function openFamily(): EthtoolFamily | undefined {
  let socket: NetlinkSocket
  try {
    socket = openNetlink(netlinkProtocol.generic)
  } catch (error) {
    if (NOT_HERE.has(errorCode(error) ?? '')) return undefined
    throw error
  }
  try {
    const family = findGenericFamily(socket, 'ethtool')
    if (family !== undefined) return { socket, family: family.id }
  } catch (error) {
    socket.close()
    throw error
  }
  socket.close()
  return undefined
}
