import { httpRequest, type RecordInput } from '@host-sflow/sflow-encoder'
import { parseAddress } from './address.ts'
import { methodCode } from './count.ts'
import { wireDuration } from './duration.ts'
import { ask } from './hooks.ts'
import { socketRecord, type Ends } from './socket-record.ts'
import { headerText, plainText } from './text.ts'
import type { Capture, RequestView, Transaction } from './transaction.ts'
import { authorityText, uriText } from './uri.ts'

/** A sampled request that is over, whatever version of HTTP it came in. */
export interface Exchange {
  /** Undefined: a request that could not be read. */
  readonly request: RequestView | undefined
  readonly transaction: Transaction | undefined
  readonly method: string | undefined
  /** major * 1000 + minor. */
  readonly protocol: number
  /** As it came, before a framework has changed it. */
  readonly uri: string | undefined
  /** Host, or :authority. */
  readonly host: string | undefined
  readonly status: number
  /** Content-Type of the answer. */
  readonly contentType: string | undefined
  /** Bytes of the bodies. */
  readonly requestBytes: number
  readonly responseBytes: number
  readonly durationUs: number
  readonly ends: Ends
}

function uriOf(exchange: Exchange, capture: Capture): string {
  const template =
    capture.uri === 'template' ? ask('template', capture, exchange.transaction?.template) : undefined
  if (template !== undefined) return plainText(template, 255)
  // An extended CONNECT (RFC 8441) has a path.
  if (exchange.method === 'CONNECT' && exchange.uri?.startsWith('/') !== true)
    return authorityText(exchange.uri, 255)
  return uriText(exchange.uri, capture.uri)
}

function userOf({ request, transaction }: Exchange, capture: Capture): string {
  const { authUser } = capture
  const told =
    authUser !== undefined && request !== undefined
      ? ask('authUser', capture, () => authUser(request))
      : ask('user', capture, transaction?.user)
  return told === undefined ? '' : plainText(told, 32)
}

function clientOf(request: RequestView | undefined, capture: Capture) {
  const { clientIp } = capture
  if (clientIp === undefined || request === undefined) return undefined
  return parseAddress(ask('clientIp', capture, () => clientIp(request)))
}

/** The type alone: its parameters (charset, boundary) would only split what belongs together. */
function mimeType(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  const text = headerText(contentType, 256)
  const end = text.indexOf(';')
  return (end < 0 ? text : text.slice(0, end)).trim()
}

/** The records of a sampled request: http_request, and its connection. */
export function exchangeRecords(exchange: Exchange, capture: Capture): RecordInput[] {
  const headers = exchange.request?.headers
  const fields = {
    method: methodCode(exchange.method),
    protocol: exchange.protocol,
    uri: uriOf(exchange, capture),
    host: authorityText(exchange.host, 64),
    referer: uriText(headers?.referer, capture.uri),
    useragent: headerText(headers?.['user-agent'], 128),
    xff: headerText(headers?.['x-forwarded-for'], 64),
    authuser: userOf(exchange, capture),
    mime_type: mimeType(exchange.contentType),
    req_bytes: exchange.requestBytes,
    resp_bytes: exchange.responseBytes,
    uS: wireDuration(exchange.durationUs),
    status: exchange.status,
  }
  const socket = socketRecord(exchange.ends, clientOf(exchange.request, capture))
  const http: RecordInput = { row: httpRequest, fields }
  return socket === undefined ? [http] : [http, socket]
}
