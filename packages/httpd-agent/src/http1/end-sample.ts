import type { Duplex } from 'node:stream'
import type { Capture } from '../transaction/transaction.ts'
import type { Connection } from './connection.ts'
import { bytesReadOf } from './node-internals.ts'
import { report, type Sample } from './sample.ts'

interface Surroundings {
  readonly connection: Connection
  readonly socket: Duplex
  readonly capture: Capture
  readonly guard: (work: () => void) => void
}

/** The length that a request has told of its body. */
function announced(sample: Sample): number | undefined {
  const length = sample.request.headers['content-length']
  return length === undefined ? undefined : Number(length)
}

/**
 * A sampled request is over. An answer may be over before its request is (an upload that is not wanted): Node then
 * reads the rest and throws it away, and the sample waits for how much that was.
 */
export function endSample(
  sample: Sample,
  status: number,
  { connection, socket, capture, guard }: Surroundings,
  responseBytes: number,
): void {
  const { request, body } = sample
  const endMs = performance.now()
  if (body !== undefined) body.over = true
  if (request.complete || socket.destroyed || body === undefined) {
    report(sample, { status, endMs, requestBytes: body?.received ?? 0, responseBytes }, capture)
    return
  }
  const { received } = body
  const readBefore = bytesReadOf(socket)
  const deliver = (): void => {
    connection.late?.delete(deliver)
    body.onReceived = undefined
    // What is thrown away is seen as bytes of the connection only, with what frames its chunks.
    const arrived = body.received > received ? body.received : received + bytesReadOf(socket) - readBefore
    const length = announced(sample) ?? arrived
    const requestBytes = request.complete ? length : Math.min(arrived, length)
    guard(() => report(sample, { status, endMs, requestBytes, responseBytes }, capture))
  }
  body.onReceived = deliver
  connection.late ??= new Set()
  connection.late.add(deliver)
}
