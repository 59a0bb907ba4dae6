import type { Socket } from 'node:net'
import { declaredLength } from '../transaction/body-length.ts'
import { endsOf } from '../transaction/socket-record.ts'
import { createCalls, type CallsOptions, type CallSample, type Target } from './calls.ts'
import { countChunks } from './chunks.ts'
import { subscribeAll } from './subscribe-all.ts'

/** undici's own, not the Request of fetch; that of fetch's redirections is a new one each time. */
interface UndiciRequest {
  readonly origin?: string | URL | null
  readonly host?: string | null
  readonly method?: string
  readonly path?: string
  readonly contentLength?: number | null
}

interface Message {
  readonly request: UndiciRequest
}

/** Requests of fetch, of npm's undici, and of what is built on it. A retry is a request of its own. */
export function watchUndici(options: CallsOptions): () => void {
  const calls = createCalls<UndiciRequest>(options, tell)

  return subscribeAll(
    {
      'undici:request:create': ({ request }: Message) => {
        const sample = calls.begin(request)?.sample
        if (sample === undefined) return
        sample.sent = countChunks(request, ['onBodySent'])
        sample.received = countChunks(request, ['onData'])
      },
      'undici:client:sendHeaders': ({ request, socket }: Message & { socket: Socket }) => {
        const sample = calls.of(request)?.sample
        if (sample !== undefined) sample.ends = endsOf(socket)
      },
      // Also for each 1xx; the last one counts.
      'undici:request:headers': ({ request, response }: Message & { response: Response }) => {
        const call = calls.of(request)
        if (call === undefined) return
        call.status = response.statusCode
        if (call.sample !== undefined && call.sample.received === undefined)
          call.sample.declared = request.method === 'HEAD' ? 0 : contentLength(response.headers)
      },
      'undici:request:trailers': ({ request }: Message) => {
        const call = calls.of(request)
        if (call !== undefined) calls.end(request, call, undefined)
      },
      'undici:request:error': ({ request, error }: Message & { error: unknown }) => {
        const call = calls.of(request)
        if (call !== undefined) calls.end(request, call, error ?? NO_REASON)
      },
    },
    calls.onError,
  )
}

const NO_REASON = { name: 'aborted' }

interface Response {
  readonly statusCode: number
  /** Name, value, name, value. */
  readonly headers: unknown
}

function contentLength(headers: unknown): number {
  if (!Array.isArray(headers)) return 0
  const at = headers.findIndex((name, i) => i % 2 === 0 && String(name).toLowerCase() === 'content-length')
  return at < 0 ? 0 : declaredLength(headers[at + 1])
}

const tell = (request: UndiciRequest, { sent, received, declared }: CallSample): Target => ({
  host: request.host ?? hostOf(request.origin),
  method: request.method ?? 'GET',
  path: request.path ?? '/',
  requestBytes: sent?.bytes ?? declaredLength(request.contentLength),
  responseBytes: received?.bytes ?? declared,
})

/** Without the port where it is that of the scheme. */
const hostOf = (origin: string | URL | null | undefined): string | undefined =>
  URL.canParse(String(origin)) ? new URL(String(origin)).host : undefined
