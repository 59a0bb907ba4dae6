import type { IpPayload } from './ip.ts'

/** Packets that wait for fragments; the oldest is given up for a new one. */
const MAX_WAITING = 256
const MAX_FRAGMENTS = 64
const MAX_PAYLOAD_BYTES = 65_535

interface Waiting {
  parts: { offset: number; bytes: Buffer }[]
  total: number
}

/** Puts IP fragments together: sFlow datagrams may be larger than the MTU. */
export interface Reassembly {
  /** The whole payload when this fragment completes it. */
  add(payload: IpPayload): IpPayload | undefined
  /** Payloads of which fragments never came, or contradict each other. */
  incomplete(): number
}

// The payload, once every byte up to the last fragment is there; 'bad' when fragments overlap (RFC 5722: all are dropped).
function assemble({ parts, total }: Waiting): Buffer | 'bad' | undefined {
  let end = 0
  for (const { offset, bytes } of parts) {
    if (offset < end) return 'bad'
    if (offset > end) return undefined
    end += bytes.length
  }
  if (total >= 0 && end > total) return 'bad'
  return end === total ? Buffer.concat(parts.map(({ bytes }) => bytes)) : undefined
}

export function createReassembly(): Reassembly {
  const waiting = new Map<string, Waiting>()
  let dropped = 0
  return {
    add(payload) {
      const { fragment, source, destination, bytes, missing } = payload
      if (fragment === undefined) return payload
      const key = `${source} ${destination} ${fragment.id}`
      const entry = waiting.get(key) ?? { parts: [], total: -1 }
      const next = entry.parts.findIndex(({ offset }) => offset >= fragment.offset)
      const at = next < 0 ? entry.parts.length : next
      // The same fragment again, as captures of two interfaces hold it.
      if (entry.parts[at]?.offset === fragment.offset && entry.parts[at].bytes.equals(bytes)) return undefined
      // A copy: the packet's memory is used again.
      entry.parts.splice(at, 0, { offset: fragment.offset, bytes: Buffer.from(bytes) })
      if (!fragment.more) entry.total = fragment.offset + bytes.length
      waiting.set(key, entry)
      const tooMuch =
        missing > 0 ||
        fragment.offset + bytes.length > MAX_PAYLOAD_BYTES ||
        entry.parts.length > MAX_FRAGMENTS
      const whole = tooMuch ? 'bad' : assemble(entry)
      if (whole === undefined) {
        if (waiting.size > MAX_WAITING) {
          waiting.delete(waiting.keys().next().value!)
          dropped++
        }
        return undefined
      }
      waiting.delete(key)
      if (whole === 'bad') {
        dropped++
        return undefined
      }
      return { source, destination, bytes: whole, missing: 0 }
    },
    incomplete: () => dropped + waiting.size,
  }
}
