import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from '../service/service.ts'
import { exchangeRecords } from '../transaction/exchange.ts'
import { endsOf, type Ends } from '../transaction/socket-record.ts'
import { setTransaction, type Capture, type Transaction } from '../transaction/transaction.ts'
import { countBody, type BodyCount } from './count-body.ts'
import { sentHeader } from './node-internals.ts'

/** A request that is sampled, and what must be noted while it is being answered. */
export interface Sample {
  readonly service: Service
  readonly request: IncomingMessage
  /** None where the application answers on the socket itself: upgrades, CONNECT. */
  readonly response: ServerResponse | undefined
  /** The rate that it was taken with. */
  readonly rate: number
  readonly startMs: number
  /** Frameworks rewrite `request.url` while they route. */
  readonly uri: string | undefined
  readonly ends: Ends
  readonly transaction: Transaction
  readonly body: BodyCount | undefined
}

export function beginSample(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse | undefined,
  onHeldUp: () => void,
): Sample {
  const transaction: Transaction = {}
  setTransaction(request, transaction)
  return {
    service,
    request,
    response,
    rate: service.requests.rate,
    startMs: performance.now(),
    uri: request.url,
    ends: endsOf(request.socket),
    transaction,
    body: response && countBody(request, response, onHeldUp),
  }
}

/** How a sampled request has ended. */
export interface Outcome {
  readonly status: number
  readonly endMs: number
  readonly requestBytes: number
  /** Of what the application has written, what has left the process. */
  readonly responseBytes: number
}

/** The most of a header that is searched. */
const HEADER_SEARCH = 16_384

function contentTypeOf(response: ServerResponse): string | undefined {
  const header = sentHeader(response)
  if (header !== undefined)
    return /\r\ncontent-type:[\t ]*([^\r\n]*)/iu.exec(header.slice(0, HEADER_SEARCH))?.[1]
  const value = response.getHeader('content-type')
  return typeof value === 'string' ? value : undefined
}

/** RFC 9110, 6.4.1. */
const hasBody = (method: string | undefined, status: number): boolean =>
  method !== 'HEAD' && status !== 204 && status !== 304

/** Hands over the records of a sampled request. */
export function report(sample: Sample, outcome: Outcome, capture: Capture): void {
  const { request, response, service } = sample
  const { status } = outcome
  const records = exchangeRecords(
    {
      request,
      transaction: sample.transaction,
      method: request.method,
      protocol: request.httpVersionMajor * 1000 + request.httpVersionMinor,
      uri: sample.uri,
      host: request.headers.host,
      status,
      contentType: response && contentTypeOf(response),
      requestBytes: outcome.requestBytes,
      responseBytes: hasBody(request.method, status) ? outcome.responseBytes : 0,
      durationUs: (outcome.endMs - sample.startMs) * 1000,
      ends: sample.ends,
    },
    capture,
  )
  service.flow('requests', records, sample.rate)
}
