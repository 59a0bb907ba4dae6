import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach } from 'vitest'
import {
  captureOf,
  createFakeService,
  fakeServices,
  type FakeService,
} from '../http1/fake-services.test-helper.ts'
import { watchHttp1 } from '../http1/watch-http1.ts'
import { watchHttp2 } from '../http2/watch-http2.ts'
import type { Capture } from '../transaction/transaction.ts'
import { OPERATION_FIELDS, SLOT } from '../service/totals.ts'
import { watchOutbound } from './watch-outbound.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** To be done after the test, the last one first. */
export const onEnd = (...last: readonly (() => unknown)[]): void => void cleanUps.push(...last)

/** All that the agent watches, with one service. */
export function watch(capture: Partial<Capture> = {}): FakeService {
  const service = createFakeService()
  const options = { services: fakeServices(service), capture: captureOf(capture) }
  const outbound = watchOutbound(options)
  const all = { ...options, onRequest: outbound.enter }
  onEnd(watchHttp1(all), watchHttp2(all), outbound.close)
  return service
}

export async function listen<S extends Server>(server: S): Promise<S> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onEnd(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return server
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export const operations = (service: FakeService) =>
  service.flows.filter(({ kind }) => kind === 'operations').map(({ records }) => records)

/** Counters of operations that are not zero. */
export const operationCounts = (service: FakeService): Record<string, number> =>
  Object.fromEntries(
    OPERATION_FIELDS.map((field, i) => [field, service.totals[SLOT.OPERATIONS + i]!] as const).filter(
      ([, count]) => count > 0,
    ),
  )

/** Samples of the first so many operations: what is seen of one comes a little after its caller has its result. */
export async function operationsOf(service: FakeService, count: number) {
  const until = Date.now() + 5000
  while (operations(service).length < count && Date.now() < until)
    await new Promise((resolve) => setImmediate(resolve))
  return operations(service)
}
