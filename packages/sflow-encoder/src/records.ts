import { SflowError } from './errors.ts'
import { fail, type Reader, type Writer } from './kit/buffers.ts'
import type { Decoded, RecordInput, Row } from './kit/row.ts'
import { hexText } from './wire/hex-text.ts'

/** Samples hold records; only 0:1016 holds records again, and nothing nests that. */
const MAX_DEPTH = 4

/** Reads a list of records or samples that ends by `end`; leaves the position behind it in `r.pos`. */
export function readRecords(
  r: Reader,
  kind: 'flow' | 'counter' | 'sample',
  at: number,
  end: number,
): Decoded[] {
  const { view } = r
  const rows = r.catalogue[kind]
  const count = view.getUint32(at)
  let o = at + 4
  if (count * 8 > end - o) fail(r, 'HSF_SFLOW_COUNT', at)
  if (++r.depth > MAX_DEPTH) fail(r, 'HSF_SFLOW_DEPTH', at)
  const list: Decoded[] = []
  for (let i = 0; i < count; i++) {
    if (kind === 'sample') {
      r.sample = i
      r.record = -1
    } else if (r.depth === 2) r.record = i
    if (end - o < 8) fail(r, 'HSF_SFLOW_TRUNCATED', o)
    const dataFormat = view.getUint32(o)
    const length = view.getUint32(o + 4)
    o += 8
    if (length > end - o) fail(r, 'HSF_SFLOW_COUNT', o - 4)
    list.push(readRecord(r, rows.get(dataFormat), dataFormat, o, o + length))
    // A body is an XDR opaque: a length that is no multiple of 4 has its padding behind it.
    o = Math.min(end, o + ((length + 3) & ~3))
  }
  r.depth--
  if (kind === 'sample') r.sample = -1
  if (r.depth < 2) r.record = -1
  r.pos = o
  return list
}

function readRecord(r: Reader, row: Row | undefined, dataFormat: number, at: number, end: number): Decoded {
  if (row === undefined) return { row, dataFormat, bytes: r.buf.subarray(at, end) }
  if (!row.exact) return { row, fields: row.decode(r, at, end) }
  try {
    const fields = row.decode(r, at, end)
    if (r.pos === end) return { row, fields }
  } catch (error) {
    if (!(error instanceof SflowError)) throw error
  }
  return { row: undefined, dataFormat, bytes: r.buf.subarray(at, end) }
}

/** Writes one record or sample: tag, length, body. */
export function writeRecord(w: Writer, record: RecordInput): void {
  const { view } = w
  const start = w.pos
  if (w.end - start < 8) throw new SflowError('HSF_SFLOW_SPACE')
  w.pos = start + 8
  if (record.row === undefined) {
    view.setUint32(start, record.dataFormat)
    writeBody(w, record.bytes)
  } else {
    view.setUint32(start, record.row.dataFormat)
    record.row.encode(w, record.fields)
  }
  view.setUint32(start + 4, w.pos - start - 8)
}

function writeBody(w: Writer, bytes: Uint8Array): void {
  const padded = (bytes.length + 3) & ~3
  if (w.end - w.pos < padded) throw new SflowError('HSF_SFLOW_SPACE')
  w.buf.set(bytes, w.pos)
  w.buf.fill(0, w.pos + bytes.length, w.pos + padded)
  w.pos += padded
}

/** Writes a list of records or samples. */
export function writeRecords(w: Writer, records: readonly RecordInput[]): void {
  if (w.end - w.pos < 4) throw new SflowError('HSF_SFLOW_SPACE')
  w.view.setUint32(w.pos, records.length)
  w.pos += 4
  for (let i = 0; i < records.length; i++) writeRecord(w, records[i]!)
}

/** The `enterprise:format` of any record or sample. */
export function tagOf(record: Decoded): string {
  if (record.row !== undefined) return record.row.tag
  return `${record.dataFormat >>> 12}:${record.dataFormat & 0xfff}`
}

function recordJson(record: Decoded): string {
  if (record.row === undefined)
    return `{"tag":"${tagOf(record)}","name":null,"hex":"${hexText(record.bytes, 0, record.bytes.length)}"}`
  const { row } = record
  const head = `{"tag":"${row.tag}","name":"${row.name}",`
  const fields = row.json(record.fields)
  // The members of samples that carry records stand beside the tag; all other fields stand apart.
  return 'records' in row.fields ? head + fields.slice(1) : `${head}"fields":${fields}}`
}

/** JSON of a list of records or samples. */
export function recordsJson(records: readonly Decoded[]): string {
  return `[${records.map(recordJson).join(',')}]`
}
