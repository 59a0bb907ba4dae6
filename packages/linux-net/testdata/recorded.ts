import { readFileSync } from 'node:fs'

/** A recorded message: its type and what followed its nlmsghdr. */
export interface RecordedMessage {
  readonly type: number
  readonly bytes: Uint8Array
}

interface Recording {
  readonly messages: readonly { readonly type: number; readonly hex: string }[]
  readonly ip?: readonly Record<string, unknown>[]
}

function recording(name: string): Recording {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as Recording
}

/** Messages that capture.mjs recorded from a little-endian kernel. */
export function recordedMessages(name: string): RecordedMessage[] {
  return recording(name).messages.map(({ type, hex }) => ({ type, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) }))
}

/** What `ip -j` said at the moment of the recording. */
export function recordedByIp<Row>(name: string): Row[] {
  return (recording(name).ip ?? []) as Row[]
}

/** A view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
