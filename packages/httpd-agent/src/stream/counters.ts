import {
  appOperations,
  appResources,
  appWorkers,
  hostParent,
  httpCounters,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import type { Gauges } from '../service/gauges.ts'
import { HTTP_FIELDS, OPERATION_FIELDS, SLOT, type Totals } from '../service/totals.ts'

const PHYSICAL_HOST = 2

/** The host that it runs on, where that is known. */
const parentRecord = (parent: number | undefined): RecordInput[] =>
  parent === undefined
    ? []
    : [{ row: hostParent, fields: { container_type: PHYSICAL_HOST, container_index: parent } }]

const counted = (names: readonly string[], totals: Totals, first: number): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, totals[first + i]!]))

const sum = (gauges: readonly Gauges[], of: (gauges: Gauges) => number): number =>
  gauges.reduce((total, each) => total + of(each), 0)

/** One of the processes knows no limit: so has the whole. */
const sumOfLimits = (gauges: readonly Gauges[], of: (gauges: Gauges) => number): number =>
  gauges.every((each) => of(each) > 0) ? sum(gauges, of) : 0

export interface Counts {
  readonly totals: Totals
  readonly gauges: readonly Gauges[]
  /** Index of the physical host. */
  readonly parent: number | undefined
  /** Whether requests are answered at all. */
  readonly answers: boolean
}

/** Counters of what is served. A worker is a process or thread; Node knows no queue, so delays are unknown. */
export function requestCounters({ totals, gauges, parent, answers }: Counts): RecordInput[] {
  const active = gauges.filter((each) => each.active).length
  return [
    ...parentRecord(parent),
    ...(answers ? [{ row: httpCounters, fields: counted(HTTP_FIELDS, totals, SLOT.METHODS) }] : []),
    {
      row: appWorkers,
      fields: {
        workers_active: active,
        workers_idle: gauges.length - active,
        workers_max: gauges.length,
        req_dropped: totals[SLOT.REFUSED]!,
      },
    },
    {
      row: appResources,
      fields: {
        user_time: Math.round(totals[SLOT.USER_MS]!),
        system_time: Math.round(totals[SLOT.SYSTEM_MS]!),
        mem_used: sum(gauges, (each) => each.memoryUsed),
        mem_max: gauges.reduce((most, each) => Math.max(most, each.memoryMax), 0),
        fd_open: sum(gauges, (each) => each.descriptors),
        fd_max: sumOfLimits(gauges, (each) => each.descriptorsMax),
        conn_open: sum(gauges, (each) => each.connections),
        conn_max: sumOfLimits(gauges, (each) => each.connectionsMax),
      },
    },
  ]
}

/** Counters of the requests that the service makes. */
export const operationCounters = (
  totals: Totals,
  application: string,
  parent: number | undefined,
): RecordInput[] => [
  ...parentRecord(parent),
  { row: appOperations, fields: { application, ...counted(OPERATION_FIELDS, totals, SLOT.OPERATIONS) } },
]
