import { STANDARD_STATS_FIELDS, standardStatsIndex as std } from '@host-sflow/linux-net'
import { castNames, dot3Names } from '../host/driver-stats.ts'
import type { DriverQueries, Link } from '../host/network.ts'

/** What a driver counts besides the kernel: asked through the standard's names, else through its own. */
export interface DriverCounts {
  /** Reads all of them; false, with the values as they were, when the driver did not answer. */
  readonly read: () => boolean
  /** In the order of {@link countFields}, NaN where the driver has none. */
  readonly values: Float64Array
  /** Which of them the driver has; this does not change while the link is the same. */
  readonly has: readonly boolean[]
}

const standardOf: Readonly<Record<string, number>> = {
  inMulticast: std.MulticastFramesReceivedOK,
  inBroadcast: std.BroadcastFramesReceivedOK,
  outMulticast: std.MulticastFramesXmittedOK,
  outBroadcast: std.BroadcastFramesXmittedOK,
  dot3StatsAlignmentErrors: std.AlignmentErrors,
  dot3StatsFCSErrors: std.FrameCheckSequenceErrors,
  dot3StatsSingleCollisionFrames: std.SingleCollisionFrames,
  dot3StatsMultipleCollisionFrames: std.MultipleCollisionFrames,
  dot3StatsDeferredTransmissions: std.FramesWithDeferredXmissions,
  dot3StatsLateCollisions: std.LateCollisions,
  dot3StatsExcessiveCollisions: std.FramesAbortedDueToXSColls,
  dot3StatsInternalMacTransmitErrors: std.FramesLostDueToIntMACXmitError,
  dot3StatsCarrierSenseErrors: std.CarrierSenseErrors,
  dot3StatsFrameTooLongs: std.FrameTooLongErrors,
  dot3StatsInternalMacReceiveErrors: std.FramesLostDueToIntMACRcvError,
  dot3StatsSymbolErrors: std.SymbolErrorDuringCarrier,
}

const names: Readonly<Record<string, readonly string[]>> = { ...castNames, ...dot3Names }

/** Fields that drivers can tell: the four casts, then those of ethernet_counters. */
export const countFields = Object.keys(names)
/** The casts in {@link countFields}. */
export const cast = { inMulticast: 0, inBroadcast: 1, outMulticast: 2, outBroadcast: 3 } as const
/** Where the fields of ethernet_counters start in {@link countFields}. */
export const DOT3_START = Object.keys(castNames).length

/**
 * Finds out what a driver counts; undefined when nothing. Its own names come first: they are about this interface,
 * the standard's about the MAC, which virtual functions share.
 */
export function driverCounts(drivers: DriverQueries, link: Link): DriverCounts | undefined {
  const offered = new Set(drivers.statNames(link))
  const own = countFields.map((field) => names[field]!.find((name) => offered.has(name)))
  const wanted = own.map((name) => name ?? '')
  const standard = new Float64Array(STANDARD_STATS_FIELDS.length).fill(Number.NaN)
  const hasStandard = drivers.standardStats(link, standard)
  const has = countFields.map(
    (field, at) => own[at] !== undefined || (hasStandard && !Number.isNaN(standard[standardOf[field]!]!)),
  )
  if (!has.includes(true)) return undefined
  const asksOwn = own.some((name) => name !== undefined)
  const asksStandard = own.some((name, at) => name === undefined && has[at] === true)
  const places = countFields.map((field) => standardOf[field]!)
  const values = new Float64Array(countFields.length).fill(Number.NaN)
  const fresh = new Float64Array(countFields.length).fill(Number.NaN)

  return {
    values,
    has,
    read() {
      if (asksOwn && !drivers.statValues(link, wanted, fresh)) return false
      if (asksStandard) {
        if (!drivers.standardStats(link, standard)) return false
        for (let at = 0; at < places.length; at++)
          if (own[at] === undefined) fresh[at] = standard[places[at]!]!
      }
      values.set(fresh)
      return true
    },
  }
}
