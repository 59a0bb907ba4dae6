import { LINK_STATS_FIELDS, linkStatsIndex as at } from '@host-sflow/linux-net'
import type { KeptFile } from './kept-file.ts'
import { integer, nextLine, skipBlanks } from './text.ts'
import type { Text } from './text.ts'

/**
 * The columns of /proc/net/dev (net/core/net-procfs.c). Its receive drops include those that the hardware missed, its
 * frame errors are four kinds together, and so are the carrier errors: no single counter is behind them.
 */
const columns: readonly (number | undefined)[] = [
  at.rx_bytes,
  at.rx_packets,
  at.rx_errors,
  at.rx_dropped,
  at.rx_fifo_errors,
  undefined,
  at.rx_compressed,
  at.multicast,
  at.tx_bytes,
  at.tx_packets,
  at.tx_errors,
  at.tx_dropped,
  at.tx_fifo_errors,
  at.collisions,
  undefined,
  at.tx_compressed,
]

const COLON = 58
const LINE_FEED = 10

/** Visits the counters of each interface of /proc/net/dev, in the order of LINK_STATS_FIELDS; the row is reused. */
export function parseNetDev(text: Text, row: Float64Array, visit: (name: string) => void): void {
  while (nextLine(text)) {
    const { bytes, end } = text
    const start = skipBlanks(text)
    let colon = start
    while (colon < end && bytes[colon] !== COLON && bytes[colon] !== LINE_FEED) colon++
    // The second heading line has no colon.
    if (colon === end || bytes[colon] !== COLON) continue
    text.at = colon + 1
    row.fill(Number.NaN)
    for (const column of columns) {
      const value = integer(text)
      if (column !== undefined) row[column] = value
    }
    row[at.rx_missed_errors] = 0
    visit(bytes.toString('utf8', start, colon))
  }
}

/** Keeps the rows of /proc/net/dev by interface name. */
export function createNetDevReader(file: KeptFile): {
  readonly rows: ReadonlyMap<string, Float64Array>
  readonly read: () => void
  readonly close: () => void
} {
  const rows = new Map<string, Float64Array>()
  const row = new Float64Array(LINK_STATS_FIELDS.length)
  const seen = new Set<string>()
  return {
    rows,
    read() {
      seen.clear()
      const text = file.read()
      if (text !== undefined) {
        parseNetDev(text, row, (name) => {
          seen.add(name)
          const kept = rows.get(name)
          if (kept === undefined) rows.set(name, row.slice())
          else kept.set(row)
        })
      }
      for (const name of rows.keys()) if (!seen.has(name)) rows.delete(name)
    },
    close: () => file.close(),
  }
}
