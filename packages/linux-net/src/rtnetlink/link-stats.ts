import { fieldIndex } from '../field-index.ts'
import { u64AsNumber } from '../netlink/parse.ts'

/** Counters of struct rtnl_link_stats64 in the kernel's order and under its names (linux/if_link.h). */
export const LINK_STATS_FIELDS = [
  'rx_packets',
  'tx_packets',
  'rx_bytes',
  'tx_bytes',
  'rx_errors',
  'tx_errors',
  'rx_dropped',
  'tx_dropped',
  'multicast',
  'collisions',
  'rx_length_errors',
  'rx_over_errors',
  'rx_crc_errors',
  'rx_frame_errors',
  'rx_fifo_errors',
  'rx_missed_errors',
  'tx_aborted_errors',
  'tx_carrier_errors',
  'tx_fifo_errors',
  'tx_heartbeat_errors',
  'tx_window_errors',
  'rx_compressed',
  'tx_compressed',
  'rx_nohandler',
  'rx_otherhost_dropped',
] as const

/** Name of a counter. */
export type LinkStatsField = (typeof LINK_STATS_FIELDS)[number]

/** Where in a row of counters a field lies: `row[linkStatsIndex.rx_bytes]`. */
export const linkStatsIndex = fieldIndex(LINK_STATS_FIELDS)

/**
 * Fills a row from a struct rtnl_link_stats64. Older kernels have fewer counters: what they lack becomes NaN.
 * Numbers are exact up to 2^53 (83 days of bytes at 10 Gbit/s); beyond, they lose low bits, at most 2^-53 of the value.
 */
export function readLinkStats(view: DataView, start: number, end: number, row: Float64Array): void {
  const present = Math.min(row.length, (end - start) >> 3)
  for (let field = 0; field < present; field += 1) row[field] = u64AsNumber(view, start + field * 8)
  row.fill(Number.NaN, present)
}
