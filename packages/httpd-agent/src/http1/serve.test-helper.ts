import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished, vi } from 'vitest'
import type { Capture } from '../transaction/transaction.ts'
import { captureOf, createFakeService, fakeServices, type FakeService } from './fake-services.test-helper.ts'
import { watchHttp1 } from './watch-http1.ts'

/** The service that everything is counted in until the test is over; a failure of the agent fails the test. */
export function watch(capture: Partial<Capture> = {}): FakeService {
  const service = createFakeService()
  const errors: unknown[] = []
  const stop = watchHttp1({
    services: fakeServices(service),
    capture: captureOf({ onError: (error) => errors.push(error), ...capture }),
  })
  onTestFinished(() => {
    stop()
    if (errors.length > 0) throw errors[0]
  })
  return service
}

/** Listens on a port of 127.0.0.1 until the test is over. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

export interface Served {
  readonly service: FakeService
  readonly server: Server
  readonly port: number
}

export async function serve(
  listener?: RequestListener,
  options: ServerOptions = {},
  capture: Partial<Capture> = {},
): Promise<Served> {
  const service = watch(capture)
  const server = createServer(options, listener)
  return { service, server, port: await listen(server) }
}

/** A connection that says `text` at once; closed when the test is over. */
export async function say(port: number, text: string | Uint8Array = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // Resets are expected here.
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  if (text.length > 0) socket.write(text)
  return socket
}

/** All that comes until the other side closes. */
export async function hear(socket: Socket): Promise<string> {
  let heard = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk))
  if (!socket.closed) await once(socket, 'close')
  return heard
}

/** What is answered to `text`, by a server that then closes or is told to. */
export const answerTo = async (port: number, text: string | Uint8Array): Promise<string> =>
  hear(await say(port, text))

/** Waits until so many requests are over. */
export const counted = (service: FakeService, requests: number): Promise<void> =>
  vi.waitFor(
    () => {
      if (service.total() < requests)
        throw new Error(`${service.total()} of ${requests} requests are counted`)
    },
    { timeout: 5000, interval: 5 },
  )

/** http_request of each sample. */
export const sampled = (service: FakeService): Readonly<Record<string, unknown>>[] =>
  service.flows.map(({ records }) => records['http_request'] ?? {})

/** A request without a body, on a connection that the server closes. */
export const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`
