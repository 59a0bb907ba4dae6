import type { Duplex } from 'node:stream'

type Method = (...args: unknown[]) => unknown

/** `HTTP/1.1 101`: what tells the status of an answer. */
const STATUS_LINE = /^HTTP\/\d\.\d (\d{3})/u
const STATUS_LINE_LENGTH = 12

function textOf(chunk: unknown, room: number): string {
  if (typeof chunk === 'string') return chunk.slice(0, room)
  return chunk instanceof Uint8Array
    ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1', 0, room)
    : ''
}

/**
 * Tells the status of the answer that the application writes to a socket by itself (the handshake of an upgrade or
 * CONNECT, what it says to a request that cannot be read); 0: what it writes is no HTTP. Looks at the first bytes only.
 */
export function onAnswer(socket: Duplex, answered: (status: number) => void): () => void {
  const patched = socket as unknown as Record<'write' | 'end', Method>
  const { write, end } = patched
  let begun = ''
  let over = false

  function look(chunk: unknown): void {
    if (over) return
    begun += textOf(chunk, STATUS_LINE_LENGTH - begun.length)
    if (begun.length < STATUS_LINE_LENGTH) return
    restore()
    answered(Number(STATUS_LINE.exec(begun)?.[1] ?? 0))
  }
  function lookingWrite(this: unknown, ...args: unknown[]): unknown {
    look(args[0])
    return Reflect.apply(write, this, args)
  }
  function lookingEnd(this: unknown, ...args: unknown[]): unknown {
    look(args[0])
    return Reflect.apply(end, this, args)
  }
  function restore(): void {
    over = true
    // Not deleted: that would make the object of a connection that lasts slow (V8's dictionary mode). Somebody who has
    // wrapped them after us keeps ours, which then only pass on.
    if (patched.write === lookingWrite) patched.write = write
    if (patched.end === lookingEnd) patched.end = end
  }

  patched.write = lookingWrite
  patched.end = lookingEnd
  return restore
}
