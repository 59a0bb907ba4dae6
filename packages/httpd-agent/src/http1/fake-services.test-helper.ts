import type { Server } from 'node:net'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { FlowKind, Picker, Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import { createTotals, HTTP_FIELDS, OPERATION_FIELDS, SLOT } from '../service/totals.ts'
import type { Capture } from '../transaction/transaction.ts'

export interface FakeFlow {
  readonly kind: FlowKind
  readonly rate: number
  readonly records: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** One service for all servers; what it is given is kept. */
export interface FakeService extends Service {
  readonly flows: FakeFlow[]
  /** Calls of take(). */
  readonly offered: { requests: number; operations: number }
  /** Which are sampled; each unless told. */
  pick: (kind: FlowKind) => boolean
  /** The counts that are not zero, by name of the field: `get`, `2XX`. */
  counts(): Record<string, number>
  /** Requests that were counted. */
  total(): number
}

const shortName = (field: string) =>
  field === 'status_other_count'
    ? 'other status'
    : field.replace(/^(method|status)_/u, '').replace(/_count$/u, '')

export function createFakeService(): FakeService {
  const offered = { requests: 0, operations: 0 }
  const flows: FakeFlow[] = []
  const picker = (kind: FlowKind): Picker => ({
    rate: 1,
    take() {
      offered[kind]++
      return service.pick(kind)
    },
    setRate: () => undefined,
  })
  const service: FakeService = {
    index: 8080,
    label: 'port 8080',
    totals: createTotals(),
    requests: picker('requests'),
    operations: picker('operations'),
    inFlight: 0,
    flows,
    offered,
    pick: () => true,
    flow(kind, records: readonly RecordInput[], rate) {
      const named = records.flatMap((record) =>
        record.row === undefined ? [] : [[record.row.name, record.fields] as const],
      )
      flows.push({ kind, rate, records: Object.fromEntries(named) })
    },
    counts() {
      const slots: [string, number][] = [
        ...HTTP_FIELDS.map(
          (field, i) => [shortName(field), service.totals[SLOT.METHODS + i]!] as [string, number],
        ),
        ...OPERATION_FIELDS.map(
          (field, i) => [field, service.totals[SLOT.OPERATIONS + i]!] as [string, number],
        ),
      ]
      return Object.fromEntries(slots.filter(([, count]) => count !== 0))
    },
    total: () => HTTP_FIELDS.slice(0, 9).reduce((sum, _, i) => sum + service.totals[i]!, 0),
  }
  return service
}

export const fakeServices = (service: Service): Services => ({
  of: (_server: Server) => service,
  all: () => [service],
  servers: () => [],
  close: () => undefined,
})

/** The defaults; a hook that throws fails the test that uses it unless `onHookError` is given. */
export const captureOf = (capture: Partial<Capture> = {}): Capture => ({
  uri: 'path',
  ignore: undefined,
  authUser: undefined,
  clientIp: undefined,
  onHookError: (_name, error) => {
    throw error
  },
  onError: (error) => {
    throw error
  },
  ...capture,
})
