import type { ClientHttp2Stream, Http2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import { followBytes, type StreamBytes } from '../http2/stream-bytes.ts'
import { endsOf } from '../transaction/socket-record.ts'
import { createCalls, type CallsOptions, type Target } from './calls.ts'
import { subscribeAll } from './subscribe-all.ts'

interface Message {
  readonly stream: ClientHttp2Stream
}

/** RFC 9113, 7: names of the codes of RST_STREAM. */
const ERROR_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]

/** Requests of node:http2, and of what is built on it (gRPC); Node 20 has no channels for them. */
export function watchHttp2Client(options: CallsOptions): () => void {
  const undiciSessions = new WeakMap<Http2Session, boolean>()
  const bytesOf = new WeakMap<ClientHttp2Stream, () => StreamBytes | undefined>()

  const calls = createCalls<ClientHttp2Stream>(options, (stream): Target => {
    const sent: OutgoingHttpHeaders = stream.sentHeaders
    const bytes = bytesOf.get(stream)?.()
    return {
      host: text(sent[':authority'] ?? sent.host),
      method: text(sent[':method']) ?? 'GET',
      path: text(sent[':path']) ?? '',
      requestBytes: bytes?.written ?? 0,
      responseBytes: bytes?.read ?? 0,
    }
  })

  /** undici's own channels tell of these already; it marks the sessions that are its own. */
  function isOfUndici(session: Http2Session | undefined): boolean {
    if (session === undefined) return false
    const known = undiciSessions.get(session)
    if (known !== undefined) return known
    const symbols = Object.getOwnPropertySymbols(session)
    const own = symbols.some(({ description }) => description === 'open streams')
    undiciSessions.set(session, own)
    return own
  }

  function onClose(this: ClientHttp2Stream): void {
    const call = calls.of(this)
    if (call === undefined) return
    const { rstCode } = this
    // NO_ERROR without an answer: the session has ended.
    const reset =
      rstCode === 0 ? { code: 'ECONNRESET' } : { code: ERROR_CODES[rstCode] ?? `RST_STREAM ${rstCode}` }
    const whole = rstCode === 0 && call.status !== 0
    calls.end(this, call, whole ? undefined : tellsMore(call.failure) ? call.failure : reset)
  }

  return subscribeAll(
    {
      'http2.client.stream.created': ({ stream }: Message) => {
        if (isPush(stream) || isOfUndici(stream.session)) return
        const call = calls.begin(stream)
        if (call === undefined) return
        stream.on('close', onClose)
        if (call.sample !== undefined) bytesOf.set(stream, followBytes(stream))
      },
      // The headers of the answer have come.
      'http2.client.stream.finish': ({ stream, headers }: Message & { headers: IncomingHttpHeaders }) => {
        const call = calls.of(stream)
        if (call === undefined) return
        call.status = Number(headers[':status']) || 0
        const { session } = stream
        if (call.sample !== undefined && session?.destroyed === false)
          call.sample.ends = endsOf(session.socket)
      },
      'http2.client.stream.error': ({ stream, error }: Message & { error: unknown }) => {
        const call = calls.of(stream)
        if (call !== undefined) call.failure = error
      },
    },
    calls.onError,
  )
}

const text = (value: OutgoingHttpHeaders[string]): string | undefined =>
  typeof value === 'string' ? value : undefined

/** The error of a stream that the peer has reset tells why in its message only. */
const tellsMore = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code !== 'ERR_HTTP2_STREAM_ERROR'

/** Streams with even numbers are begun by the server: RFC 9113, 5.1.1. */
const isPush = ({ id }: ClientHttp2Stream): boolean => id !== undefined && id % 2 === 0
