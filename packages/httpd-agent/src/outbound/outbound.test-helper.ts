import {
  captureOf,
  createFakeService,
  fakeServices,
  type FakeService,
} from '../http1/fake-services.test-helper.ts'
import { watchHttp1 } from '../http1/watch-http1.ts'
import { onEnd } from '../http2/listen.test-helper.ts'
import { watchHttp2 } from '../http2/watch-http2.ts'
import type { Capture } from '../transaction/transaction.ts'
import { OPERATION_FIELDS, SLOT } from '../service/totals.ts'
import { watchOutbound } from './watch-outbound.ts'

/** All that the agent watches, with one service. */
export function watch(capture: Partial<Capture> = {}): FakeService {
  const service = createFakeService()
  const options = { services: fakeServices(service), capture: captureOf(capture) }
  const outbound = watchOutbound(options)
  const all = { ...options, onRequest: outbound.enter }
  onEnd(watchHttp1(all), watchHttp2(all), outbound.close)
  return service
}

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
