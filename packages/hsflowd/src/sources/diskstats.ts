import { createMonotonicSum } from '../host/monotonic-sum.ts'
import { integer, nextLine, skipBlanks, skipWord, startsWith } from '../host/text.ts'
import type { Text } from '../host/text.ts'

/** Sums of /proc/diskstats over the counted disks. */
export interface DiskTotals {
  readonly reads: number
  readonly bytesRead: number
  readonly readMs: number
  readonly writes: number
  readonly bytesWritten: number
  readonly writeMs: number
}

/** Sectors of the block layer have 512 bytes whatever the disk's own are (include/linux/blk_types.h). */
const SECTOR_BYTES = 512
/** reads, reads merged, sectors read, ms reading, writes, writes merged, sectors written, ms writing (Documentation/admin-guide/iostats.rst). */
const COLUMNS = 8

interface Line {
  /** The line up to the end of the device's name. */
  readonly head: Buffer
  readonly name: string
  readonly counted: boolean
}

/**
 * Sums /proc/diskstats. Which disks count is asked again whenever the set of lines is another one.
 * The totals only rise (see MonotonicSum). The returned object is reused.
 */
export function createDiskstatsParser(
  choose: (names: readonly string[]) => ReadonlySet<string>,
): (text: Text) => DiskTotals {
  const sum = createMonotonicSum<string>(COLUMNS)
  const values = new Float64Array(COLUMNS)
  const totals = { reads: 0, bytesRead: 0, readMs: 0, writes: 0, bytesWritten: 0, writeMs: 0 }
  let lines: readonly Line[] = []

  function classify(text: Text): void {
    const heads: { head: Buffer; name: string }[] = []
    text.at = 1
    while (text.at < text.end) {
      const start = text.at
      skipWord(text)
      skipWord(text)
      const nameStart = skipBlanks(text)
      const end = skipWord(text)
      // With the blank behind it: sda must not stand for sda1.
      const head = Buffer.from(text.bytes.subarray(start, Math.min(end + 1, text.end)))
      heads.push({ head, name: text.bytes.toString('latin1', nameStart, end) })
      nextLine(text)
    }
    const counted = choose(heads.map(({ name }) => name))
    lines = heads.map((line) => ({ ...line, counted: counted.has(line.name) }))
  }

  function isKnown(text: Text): boolean {
    text.at = 1
    for (const line of lines) {
      if (!startsWith(text, line.head)) return false
      nextLine(text)
    }
    return text.at >= text.end
  }

  return (text) => {
    if (!isKnown(text)) classify(text)
    text.at = 1
    sum.begin()
    for (const line of lines) {
      if (line.counted) {
        text.at += line.head.length
        for (let i = 0; i < COLUMNS; i++) values[i] = integer(text)
        // A line that is cut short is none.
        if (!Number.isNaN(values[COLUMNS - 1]!)) sum.add(line.name, values)
      }
      nextLine(text)
    }
    sum.end()
    const [reads, , sectorsRead, readMs, writes, , sectorsWritten, writeMs] = sum.totals
    totals.reads = reads!
    totals.bytesRead = sectorsRead! * SECTOR_BYTES
    totals.readMs = readMs!
    totals.writes = writes!
    totals.bytesWritten = sectorsWritten! * SECTOR_BYTES
    totals.writeMs = writeMs!
    return totals
  }
}
