import { SflowError } from './errors.ts'
import type { Writer } from './kit/buffers.ts'
import type { RecordInput } from './kit/row.ts'
import { writeRecord } from './records.ts'

/** A field whose tail can go: text, bytes or a list (not of records). */
interface Tail {
  readonly record: number
  readonly name: string
  readonly value: string | Uint8Array | readonly unknown[]
}

// Tails that are shorter are left alone while records can go: they would not make the difference.
const WORTHWHILE_BYTES = 32
// Bytes that one element takes at the least, so that one cut is never too deep.
const ELEMENT_BYTES = 4

/**
 * Writes `sample` at `w.pos` such that it ends by `end`: first the longest tails of text, bytes and lists are cut,
 * a quarter at a time; when that is not enough the last records go. An agent puts what matters most first.
 * @throws SflowError HSF_SFLOW_SPACE when not even one bare record fits
 */
export function shorten(w: Writer, sample: RecordInput, end: number): void {
  let current = sample
  for (;;) {
    if (fits(w, current, end)) return
    const smaller =
      cutLongestTail(current, WORTHWHILE_BYTES) ?? dropLastRecord(current) ?? cutLongestTail(current, 0)
    if (smaller === undefined)
      throw new SflowError('HSF_SFLOW_SPACE', {}, `not even the bare sample fits a datagram of ${end} bytes`)
    current = smaller
  }
}

function fits(w: Writer, sample: RecordInput, end: number): boolean {
  const start = w.pos
  try {
    writeRecord(w, sample)
    if (w.pos <= end) return true
  } catch (error) {
    if (!(error instanceof SflowError) || error.code !== 'HSF_SFLOW_SPACE') {
      w.pos = start
      throw error
    }
  }
  w.pos = start
  return false
}

function recordsOf(sample: RecordInput): readonly RecordInput[] {
  if (sample.row === undefined) return []
  const list = sample.fields['records']
  // A sample without a list of records (rtmetric) is shortened like a record.
  return Array.isArray(list) ? (list as readonly RecordInput[]) : [sample]
}

function withRecords(sample: RecordInput, records: readonly RecordInput[]): RecordInput {
  if (sample.row === undefined) return sample
  if (!Array.isArray(sample.fields['records'])) return records[0]!
  return { row: sample.row, fields: { ...sample.fields, records } }
}

function longestTail(records: readonly RecordInput[], least: number): Tail | undefined {
  let longest: Tail | undefined
  let most = least
  records.forEach(({ row, ...rest }, record) => {
    if (row === undefined || !('fields' in rest)) return
    for (const [name, field] of Object.entries(row.fields)) {
      const value = rest.fields[name]
      if (field.wire.fixed || typeof value === 'number' || value === null || value === undefined) continue
      if (typeof value !== 'string' && !(value instanceof Uint8Array) && !Array.isArray(value)) continue
      const bytes = Array.isArray(value) ? value.length * ELEMENT_BYTES : value.length
      if (bytes > most) {
        most = bytes
        longest = { record, name, value }
      }
    }
  })
  return longest
}

function cutLongestTail(sample: RecordInput, least: number): RecordInput | undefined {
  const records = recordsOf(sample)
  const tail = longestTail(records, least)
  const target = tail === undefined ? undefined : records[tail.record]
  if (tail === undefined || target?.row === undefined) return undefined
  const fields = { ...target.fields, [tail.name]: tail.value.slice(0, shorter(tail.value)) }
  return withRecords(
    sample,
    records.map((record, i) => (i === tail.record ? { row: target.row, fields } : record)),
  )
}

// Three quarters of the length, and never between the two halves of a character.
function shorter(value: Tail['value']): number {
  const length = Math.floor(value.length * 0.75)
  if (typeof value !== 'string') return length
  const last = value.charCodeAt(length - 1)
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length
}

function dropLastRecord(sample: RecordInput): RecordInput | undefined {
  const records = recordsOf(sample)
  return records.length > 1 ? withRecords(sample, records.slice(0, -1)) : undefined
}
