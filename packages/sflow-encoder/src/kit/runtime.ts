import { SflowError } from '../errors.ts'
import { readRecords, recordsJson, writeRecords } from '../records.ts'
import { readOpaque, readString, writeOpaque, writeString } from '../wire/bytes.ts'
import { hexText, writeHex } from '../wire/hex-text.ts'
import { addressText, ip4Text, ip6Text, writeAddress, writeIp } from '../wire/ip-text.ts'
import { float32Json, float64Json, u64Json } from '../wire/numbers-json.ts'
import { fail } from './buffers.ts'

const HIGH = 4294967296

/** The functions and constants that compiled code uses. */
export const runtime = {
  none: Object.freeze([]) as readonly never[],
  noBytes: new Uint8Array(0),
  noDataSource: Object.freeze({ class: 0, index: 0 }),
  noInterface: Object.freeze({ format: 0, value: 0 }),
  allOnes: 0xffffffffffffffffn,
  fail,
  space(): never {
    throw new SflowError('HSF_SFLOW_SPACE')
  },
  value(detail: string): never {
    throw new SflowError('HSF_SFLOW_VALUE', {}, detail)
  },
  /** A 64-bit number beyond 2^53. */
  big: (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low),
  /** Writes an unsigned hyper; a number beyond 2^53 is written as the double that it is. */
  hyper(view: DataView, at: number, value: number | bigint): void {
    if (typeof value === 'bigint') {
      view.setBigUint64(at, BigInt.asUintN(64, value))
      return
    }
    view.setUint32(at, Math.floor(value / HIGH))
    view.setUint32(at + 4, value)
  },
  readOpaque,
  readString,
  writeOpaque,
  writeString,
  hexText,
  writeHex,
  ip4Text,
  ip6Text,
  addressText,
  writeAddress,
  writeIp,
  readRecords,
  writeRecords,
  recordsJson,
  float32Json,
  float64Json,
  u64Json,
}

export type Runtime = typeof runtime
