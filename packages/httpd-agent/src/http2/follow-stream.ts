import type { OutgoingHttpHeader } from 'node:http'
import type { Service } from '../service/service.ts'
import { declaredLength } from '../transaction/body-length.ts'
import { countRequest } from '../transaction/count.ts'
import { exchangeRecords } from '../transaction/exchange.ts'
import { setTransaction, type Capture, type Transaction } from '../transaction/transaction.ts'
import type { Http2View } from './http2-view.ts'
import { followBytes, type StreamBytes } from './stream-bytes.ts'
import { statusOf } from './stream-status.ts'

/** HTTP/2: major * 1000 + minor. */
const PROTOCOL = 2000

type Ended = (status: number) => void

/**
 * Counts a CONNECT once: when it is answered, since what follows is a tunnel, or a WebSocket (RFC 8441), that may stay
 * open for days. No event says that on Node 20, hence the answer itself is watched, on this one stream.
 */
export function followConnect(view: Http2View, service: Service, ended: Ended | undefined): void {
  const { stream, method } = view
  const respond = stream.respond.bind(stream)
  let counted = false
  const over = (): void => {
    if (counted) return
    counted = true
    service.inFlight--
    const status = statusOf(stream)
    countRequest(service.totals, method, status)
    ended?.(status)
  }
  stream.respond = (...args) => {
    respond(...args)
    over()
  }
  stream.on('close', over)
}

/** Follows a stream that is sampled; what is returned hands over its records. */
export function sample(view: Http2View, service: Service, capture: Capture): Ended {
  const { stream, headers } = view
  const began = performance.now()
  const rate = service.requests.rate
  const bytes = followBytes(stream)
  const ends = view.socket
  const transaction: Transaction = {}
  setTransaction(stream, transaction)
  return (status) => {
    try {
      const { read, written, endedAt } = bytes() ?? declared(view)
      const exchange = {
        request: view,
        transaction,
        method: view.method,
        protocol: PROTOCOL,
        uri: view.url ?? headers[':authority'],
        host: headers[':authority'] ?? headers.host,
        status,
        contentType: text(stream.sentHeaders?.['content-type']),
        requestBytes: read,
        responseBytes: written,
        durationUs: (endedAt - began) * 1000,
        ends,
      }
      service.flow('requests', exchangeRecords(exchange, capture), rate)
    } catch (error) {
      capture.onError(error)
    }
  }
}

const text = (value: OutgoingHttpHeader | undefined): string | undefined =>
  typeof value === 'number' ? undefined : typeof value === 'string' ? value : value?.[0]

/** Where a Node does not tell its counters: what was meant to come. */
function declared({ stream, headers, method }: Http2View): StreamBytes {
  const response = method === 'HEAD' ? undefined : stream.sentHeaders?.['content-length']
  return {
    read: declaredLength(headers['content-length']),
    written: declaredLength(response),
    endedAt: performance.now(),
  }
}
