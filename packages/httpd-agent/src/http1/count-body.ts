import type { IncomingMessage, ServerResponse } from 'node:http'
import { chunkLength } from '../transaction/body-length.ts'

/** Bytes of the bodies of a sampled request, without what frames them. */
export interface BodyCount {
  /** What has come. */
  received: number
  /** What the application has written. */
  written: number
  /** The answer is over: later calls are not its own. */
  over: boolean
  /** Called when the request has come to its end. */
  onReceived: (() => void) | undefined
}

type Method = (...args: unknown[]) => unknown

/** As hidden as the method of the class is: applications copy objects by their keys, and only some are sampled. */
function replace<Name extends string>(object: Record<Name, Method>, name: Name, value: Method): void {
  Object.defineProperty(object, name, { value, configurable: true, writable: true })
}

/**
 * Counts at the innermost: the methods of these two objects are wrapped before the application gets them, so that a
 * middleware that wraps them too (compression) gives us what it really sends.
 */
export function countBody(
  request: IncomingMessage,
  response: ServerResponse,
  onHeldUp: () => void,
): BodyCount {
  const count: BodyCount = { received: 0, written: 0, over: false, onReceived: undefined }
  if (hasBody(request)) countReceived(request as unknown as Record<'push', Method>, count)
  countWritten(response, count, onHeldUp)
  return count
}

/** RFC 9112, 6.3. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

function countReceived(incoming: Record<'push', Method>, count: BodyCount): void {
  const { push } = incoming
  replace(incoming, 'push', function countingPush(this: unknown, ...args) {
    count.received += chunkLength(args[0], args[1])
    const result = Reflect.apply(push, this, args)
    if (args[0] === null) count.onReceived?.()
    return result
  })
}

/** `onHeldUp`: not all that was written could be sent at once. */
function countWritten(response: ServerResponse, count: BodyCount, onHeldUp: () => void): void {
  const outgoing = response as unknown as Record<'write' | 'end', Method>
  const { write, end } = outgoing
  // What is written to an answer that is over goes nowhere.
  const look = (): void => {
    const { socket } = response
    if (socket !== null && socket.writableLength > 0) onHeldUp()
  }
  const isOpen = () => !count.over && !response.writableEnded && !response.destroyed
  replace(outgoing, 'write', function countingWrite(this: unknown, ...args) {
    const open = isOpen()
    const result = Reflect.apply(write, this, args)
    if (open) count.written += chunkLength(args[0], args[1])
    look()
    return result
  })
  replace(outgoing, 'end', function countingEnd(this: unknown, ...args) {
    const open = isOpen()
    const before = count.written
    const result = Reflect.apply(end, this, args)
    // Node's end() does not call write(); that of a class of the application's may.
    if (open && count.written === before) count.written += chunkLength(args[0], args[1])
    look()
    return result
  })
}
