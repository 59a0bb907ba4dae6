import { MAX_DATAGRAM_BYTES, SFLOW_VERSION } from './datagram.ts'
import { SflowError } from './errors.ts'
import { createWriter } from './kit/buffers.ts'
import type { RecordInput } from './kit/row.ts'
import { writeRecord } from './records.ts'
import { shorten } from './shorten.ts'
import { sampleDatagramV5 } from './structures/sample-datagram-v5.ts'

/** Payload of a datagram unless told: fits an Ethernet frame behind a tunnel header, as C hsflowd's. */
export const DEFAULT_DATAGRAM_BYTES = 1400
/** The longest that a sample may wait (sFlow version 5, section 3.4). */
export const DEFAULT_DELAY_MS = 1000
// Version, IPv6 address with its type, sub-agent, sequence number, uptime, number of samples.
const HEADER_BYTES = 40
// The smallest datagram that still holds a sample worth sending.
const MIN_DATAGRAM_BYTES = 200

/** What a sent datagram holds. */
export interface DatagramInfo {
  readonly sequenceNumber: number
  readonly samples: number
}

export interface PackerOptions {
  /** Text of an IPv4 or IPv6 address. */
  readonly agentAddress: string
  readonly subAgentId: number
  /** The instant that `uptime` counts from, on the clock of the other calls. */
  readonly startedAtMs: number
  /** Sequence number of the last datagram that another process has sent of the same stream. */
  readonly sequence?: number
  /** 200 to 65507; 1400 unless told. */
  readonly maxDatagramBytes?: number
  readonly maxDelayMs?: number
  /**
   * Takes a view of a buffer that the packer uses again: send or copy it before returning, and add no sample from
   * within.
   */
  readonly send: (datagram: Uint8Array, info: DatagramInfo) => void
}

/** What a packer has done since it was made. */
export interface PackerStatistics {
  datagrams: number
  samples: number
  /** Samples that were larger than a datagram and went out shorter: tails of strings or lists, then records. */
  shortened: number
}

/** Collects samples into datagrams. Nothing is allocated per sample. */
export interface Packer {
  readonly statistics: Readonly<PackerStatistics>
  /** When the waiting samples must leave; Infinity while none waits. */
  readonly dueAtMs: number
  /**
   * Adds a sample, and sends what no longer fits with it. A sample that is larger than a datagram is shortened.
   * @throws SflowError when a value cannot be encoded; nothing of the sample is sent then
   */
  add(sample: RecordInput, nowMs: number): void
  /** Sends the waiting samples, if any. */
  flush(nowMs: number): void
  /**
   * Sends the waiting samples under the old address, then goes on under the new one; sequence numbers continue.
   * @throws SflowError when it is none; the old one stays
   */
  setAgentAddress(address: string, nowMs: number): void
  /** Sends the waiting samples, then goes on under the new limit. */
  setMaxDatagramBytes(bytes: number, nowMs: number): void
}

/**
 * Makes the packer of one stream. Datagram sequence numbers start at 1.
 * @throws SflowError HSF_SFLOW_VALUE when the agent address is none
 */
export function createPacker(options: PackerOptions): Packer {
  const { subAgentId, startedAtMs, send, maxDelayMs = DEFAULT_DELAY_MS } = options
  const statistics: PackerStatistics = { datagrams: 0, samples: 0, shortened: 0 }
  // As large as any datagram, so that a sample is written first and measured afterwards.
  const w = createWriter(MAX_DATAGRAM_BYTES)
  const info = { sequenceNumber: options.sequence ?? 0, samples: 0 }
  let maxBytes = 0
  let bodyAt = 0
  let dueAtMs = Infinity
  let sending = false
  let view = new Uint8Array(w.buf.buffer, 0, 0)

  function limit(bytes: number): number {
    return Number.isNaN(bytes)
      ? DEFAULT_DATAGRAM_BYTES
      : Math.min(MAX_DATAGRAM_BYTES, Math.max(MIN_DATAGRAM_BYTES, bytes))
  }

  // Version, agent and sub-agent stay as they are from one datagram to the next. Written apart first: an address that
  // is none must not spoil the header that is there.
  function writeHeader(address: string): void {
    const fresh = createWriter(HEADER_BYTES)
    sampleDatagramV5.encode(fresh, {
      version: SFLOW_VERSION,
      agent_address: address,
      sub_agent_id: subAgentId,
      samples: [],
    })
    w.buf.set(fresh.buf.subarray(0, fresh.pos))
    bodyAt = fresh.pos
    w.pos = bodyAt
  }

  function flush(nowMs: number): void {
    if (info.samples === 0) return
    info.sequenceNumber = (info.sequenceNumber + 1) >>> 0
    w.view.setUint32(bodyAt - 12, info.sequenceNumber)
    w.view.setUint32(bodyAt - 8, nowMs - startedAtMs)
    w.view.setUint32(bodyAt - 4, info.samples)
    const length = w.pos
    statistics.datagrams++
    statistics.samples += info.samples
    sending = true
    try {
      // Most datagrams of a stream are as long as the one before. Not a Buffer, whose slice() would be no copy.
      if (view.length !== length) view = new Uint8Array(w.buf.buffer, 0, length)
      send(view, info)
    } finally {
      sending = false
      w.pos = bodyAt
      info.samples = 0
      dueAtMs = Infinity
    }
  }

  function write(sample: RecordInput): boolean {
    const start = w.pos
    try {
      writeRecord(w, sample)
    } catch (error) {
      w.pos = start
      if (error instanceof SflowError && error.code === 'HSF_SFLOW_SPACE') return false
      throw error
    }
    if (w.pos <= maxBytes) return true
    w.pos = start
    return false
  }

  function add(sample: RecordInput, nowMs: number): void {
    if (sending) throw new Error('a sample cannot be added from within send()')
    if (!write(sample)) {
      flush(nowMs)
      if (!write(sample)) {
        shorten(w, sample, maxBytes)
        statistics.shortened++
      }
    }
    if (info.samples++ === 0) dueAtMs = nowMs + maxDelayMs
  }

  maxBytes = limit(options.maxDatagramBytes ?? DEFAULT_DATAGRAM_BYTES)
  writeHeader(options.agentAddress)
  return {
    statistics,
    get dueAtMs() {
      return dueAtMs
    },
    add,
    flush,
    setAgentAddress(address, nowMs) {
      flush(nowMs)
      writeHeader(address)
    },
    setMaxDatagramBytes(bytes, nowMs) {
      flush(nowMs)
      maxBytes = limit(bytes)
    },
  }
}
