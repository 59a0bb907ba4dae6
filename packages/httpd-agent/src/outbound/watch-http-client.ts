import type { ClientRequest, IncomingMessage } from 'node:http'
import { declaredLength } from '../transaction/body-length.ts'
import { endsOf } from '../transaction/socket-record.ts'
import { createCalls, type Call, type CallsOptions, type CallSample, type Target } from './calls.ts'
import { countChunks } from './chunks.ts'
import { subscribeAll } from './subscribe-all.ts'

interface Message {
  readonly request: ClientRequest
}

/** An answer that broke off, or never came, without an error. */
const BROKEN = { code: 'ECONNRESET' }

/**
 * Requests of node:http and node:https, and of what is built on them. Node 20 publishes nothing when one is made: there
 * it begins when it has been sent (or has been answered, or has failed, before that).
 */
export function watchHttpClient(options: CallsOptions): () => void {
  const calls = createCalls<ClientRequest>(options, tell)

  /** It is over at 'close': an upgrade, an answer that was read or thrown away, an error, an abort. */
  function onClose(this: ClientRequest): void {
    const call = calls.of(this)
    if (call === undefined) return
    const answer = answerOf(this)
    call.status = answer?.statusCode ?? 0
    // An upload that failed may have been answered all the same (413).
    calls.end(this, call, answer?.complete === true ? undefined : (call.failure ?? BROKEN))
  }

  function begin(request: ClientRequest): Call | undefined {
    const call = calls.begin(request)
    if (call !== undefined) request.on('close', onClose)
    return call
  }

  return subscribeAll(
    {
      'http.client.request.created': ({ request }: Message) => {
        const sample = begin(request)?.sample
        if (sample !== undefined) sample.sent = countChunks(request, ['write', 'end'])
      },
      'http.client.request.start': ({ request }: Message) => {
        if (calls.of(request) === undefined) begin(request)
      },
      'http.client.request.error': ({ request, error }: Message & { error: unknown }) => {
        const call = calls.of(request) ?? begin(request)
        if (call !== undefined) call.failure = error
      },
      // Its headers have come; nobody has read of its body yet.
      'http.client.response.finish': ({ request, response }: Message & { response: IncomingMessage }) => {
        const sample = (calls.of(request) ?? begin(request))?.sample
        if (sample === undefined) return
        sample.ends = endsOf(response.socket)
        sample.received = countChunks(response, ['push'])
        response.once('end', () => (sample.endMs = performance.now()))
      },
    },
    calls.onError,
  )
}

const answerOf = (request: ClientRequest): IncomingMessage | undefined =>
  (request as { res?: IncomingMessage | null }).res ?? undefined

function tell(request: ClientRequest, { sent, received }: CallSample): Target {
  const host = request.getHeader('host')
  return {
    host: typeof host === 'string' ? host : request.host,
    method: request.method,
    path: request.path,
    requestBytes: sent?.bytes ?? declaredLength(sentLength(request)),
    responseBytes: received?.bytes ?? 0,
  }
}

/** Where Node itself has added the header, it is in the text only. */
const sentLength = (request: ClientRequest): unknown => {
  const text: unknown = Reflect.get(request, '_header')
  return typeof text === 'string' ? /\r\ncontent-length: *(\d+)\r\n/iu.exec(text)?.[1] : undefined
}
