import type { IncomingMessage, ServerResponse } from 'node:http'

/** Bytes of the bodies of a sampled request, without what frames them. */
export interface BodyCount {
  /** What has come. */
  received: number
  /** What the application has written. */
  written: number
  /** The request is over: later calls are not its own. */
  over: boolean
}

function lengthOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string')
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? chunk.byteLength : 0
}

type Method = (...args: unknown[]) => unknown

/**
 * Counts at the innermost: the methods of these two objects are wrapped before the application gets them, so that a
 * middleware that wraps them too (compression) gives us what it really sends.
 */
export function countBody(request: IncomingMessage, response: ServerResponse): BodyCount {
  const count: BodyCount = { received: 0, written: 0, over: false }
  const incoming = request as unknown as Record<'push', Method>
  const outgoing = response as unknown as Record<'write' | 'end', Method>
  const { push } = incoming
  const { write, end } = outgoing

  incoming.push = function countingPush(this: unknown, ...args) {
    if (!count.over) count.received += lengthOf(args[0], args[1])
    return Reflect.apply(push, this, args)
  }
  outgoing.write = function countingWrite(this: unknown, ...args) {
    const open = isOpen(response, count)
    const result = Reflect.apply(write, this, args)
    if (open) count.written += lengthOf(args[0], args[1])
    return result
  }
  outgoing.end = function countingEnd(this: unknown, ...args) {
    const open = isOpen(response, count)
    const before = count.written
    const result = Reflect.apply(end, this, args)
    // Node's end() does not call write(); that of a class of the application's may.
    if (open && count.written === before) count.written += lengthOf(args[0], args[1])
    return result
  }
  return count
}

/** What is written to an answer that is over goes nowhere. */
const isOpen = (response: ServerResponse, count: BodyCount): boolean =>
  !count.over && !response.writableEnded && !response.destroyed
