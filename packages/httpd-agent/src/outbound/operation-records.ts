import { STATUS_CODES } from 'node:http'
import { appOperation, appParentContext, type RecordInput } from '@host-sflow/sflow-encoder'
import { wireDuration } from '../transaction/duration.ts'
import { socketRecord, type Ends } from '../transaction/socket-record.ts'
import { ask } from '../transaction/hooks.ts'
import { plainText } from '../transaction/text.ts'
import { transactionOf, type Capture } from '../transaction/transaction.ts'
import { authorityText, uriText } from '../transaction/uri.ts'
import { nameOfError, statusOfAnswer, statusOfError } from './app-status.ts'
import type { Parent } from './parents.ts'

/** A request that was made, is sampled, and is over. */
export interface Operation {
  /** Host, with its port where that is not its scheme's own. */
  readonly host: string | undefined
  readonly method: string
  /** Target of the request, with its query. */
  readonly path: string
  readonly status: number
  /** What has ended it; undefined: its answer has come to its end. */
  readonly failure: unknown
  readonly requestBytes: number
  readonly responseBytes: number
  readonly durationUs: number
  readonly ends: Ends | undefined
  readonly parent: Parent | undefined
}

const ATTRIBUTES_BYTES = 255
/** Half a character, which cannot be encoded. */
const LONE = /\p{Surrogate}/gu

// A slash means nothing in a query (RFC 3986, 3.4), and paths can be read this way.
const encode = (text: string): string =>
  encodeURIComponent(text.replace(LONE, '\uFFFD')).replaceAll('%2F', '/')

/**
 * Attributes are `k=v&k=v`, URL-encoded, as sflow_application.txt has them: of a target its path, and its query only
 * where all of it is to be told.
 */
function attributesOf(target: string | undefined, uri: Capture['uri']): string {
  const text = uriText(target, uri)
  const query = text.indexOf('?')
  const path = `path=${encode(query < 0 ? text : text.slice(0, query))}`
  const all = query < 0 ? path : `${path}&query=${encode(text.slice(query + 1))}`
  return all.length <= ATTRIBUTES_BYTES ? all : all.slice(0, ATTRIBUTES_BYTES).replace(/%.?$/u, '')
}

/**
 * The context of a request, as the application structures have it: `application` is who answers, `operation` what is
 * asked for. That is the method alone: there are few of them, they fit its 32 bytes, and a collector can add them up;
 * paths are many, so they are attributes.
 */
const contextOf = (application: string, method: string | undefined, attributes: string) => ({
  application,
  operation: plainText(method ?? '', 32),
  attributes,
})

function parentRecord({ request, service }: Parent, capture: Capture): RecordInput[] {
  if (service === undefined) return []
  // Express gives routers a `url` that has lost its mount point.
  const { originalUrl } = request as { readonly originalUrl?: unknown }
  const target = templateOf(request, capture) ?? (typeof originalUrl === 'string' ? originalUrl : request.url)
  const fields = contextOf(service.label, request.method, attributesOf(target, capture.uri))
  return [{ row: appParentContext, fields }]
}

/** Where the parent is sampled too, and its framework knows its route already. */
function templateOf(request: object, capture: Capture): string | undefined {
  return capture.uri === 'template' ? ask('template', capture, transactionOf(request)?.template) : undefined
}

/** The records of a request that this process has made: what, over which connection, and for whom. */
export function operationRecords(operation: Operation, capture: Capture): RecordInput[] {
  const { status, failure, method, ends, parent } = operation
  const answered = failure === undefined
  const fields = {
    ...contextOf(authorityText(operation.host, 32), method, attributesOf(operation.path, capture.uri)),
    // The number first: app_status has eleven values only. The text of the peer is not trusted.
    status_descr: answered
      ? `${status} ${STATUS_CODES[status] ?? ''}`.trim()
      : plainText(nameOfError(failure), 64),
    req_bytes: operation.requestBytes,
    resp_bytes: operation.responseBytes,
    uS: wireDuration(operation.durationUs),
    status: answered ? statusOfAnswer(status) : statusOfError(failure),
  }
  const socket = ends === undefined ? undefined : socketRecord(ends)
  return [
    { row: appOperation, fields },
    ...(socket === undefined ? [] : [socket]),
    ...(parent === undefined ? [] : parentRecord(parent, capture)),
  ]
}
