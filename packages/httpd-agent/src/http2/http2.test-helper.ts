import { once } from 'node:events'
import {
  connect,
  createServer,
  type ClientHttp2Session,
  type ClientSessionRequestOptions,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Server } from 'node:net'
import {
  captureOf,
  createFakeService,
  fakeServices,
  type FakeService,
} from '../http1/fake-services.test-helper.ts'
import type { Capture } from '../transaction/transaction.ts'
import { listen, onEnd, portOf } from './listen.test-helper.ts'
import { watchHttp2 } from './watch-http2.ts'

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

export function watch(capture: Partial<Capture> = {}): FakeService {
  const service = createFakeService()
  onEnd(watchHttp2({ services: fakeServices(service), capture: captureOf(capture) }))
  return service
}

export const serve = (onStream: OnStream): Promise<Http2Server> =>
  listen(createServer({ settings: { enableConnectProtocol: true } }).on('stream', onStream))

export async function client(server: Server): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${portOf(server)}`)
  session.on('error', () => undefined)
  onEnd(() => session.destroy())
  await once(session, 'remoteSettings')
  return session
}

interface Ask extends ClientSessionRequestOptions {
  readonly body?: string | Buffer
  /** RST_STREAM with this code, when the server has the request. */
  readonly reset?: { readonly when: Promise<unknown>; readonly code: number }
}

/** Resolves with the status when the stream is over on this side. */
export async function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  { body, reset, ...options }: Ask = {},
): Promise<number | undefined> {
  const stream = session.request(headers, { endStream: body === undefined, ...options })
  stream.on('error', () => undefined)
  stream.resume()
  let status: number | undefined
  stream.on('response', (answer) => (status = answer[':status']))
  if (body !== undefined) stream.end(body)
  void reset?.when.then(() => stream.close(reset.code))
  await new Promise((resolve) => stream.on('close', resolve))
  return status
}

/** What is counted at the server comes after what the client has seen. */
export async function counted(service: FakeService, total: number): Promise<Record<string, number>> {
  const until = Date.now() + 5000
  while (service.total() < total && Date.now() < until) await new Promise((resolve) => setImmediate(resolve))
  return service.counts()
}

export const samples = (service: FakeService) => service.flows.map(({ records }) => records['http_request']!)
