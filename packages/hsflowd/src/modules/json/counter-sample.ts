import {
  appOperations,
  appResources,
  appWorkers,
  hostParent,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import * as z from 'zod/mini'
import { createReader, readable } from './members.ts'
import { counter, gauge } from './numbers.ts'

const counter32 = z.optional(readable(counter(32), 'must be a whole number, not negative'))
const gaugeOf = (bits: 32 | 64) => z.optional(readable(gauge(bits), 'must be a whole number, not negative'))
const gauge32 = gaugeOf(32)

/** The counters of app_operations, in the order of the status codes of app_operation (sflow_application.txt). */
export const OPERATIONS = [
  'success',
  'other',
  'timeout',
  'internal_error',
  'bad_request',
  'forbidden',
  'too_large',
  'not_implemented',
  'not_found',
  'unavailable',
  'unauthorized',
] as const

export type Operation = (typeof OPERATIONS)[number]

const operations = Object.fromEntries(OPERATIONS.map((name) => [name, counter32])) as Record<
  Operation,
  typeof counter32
>

/** @throws Refusal */
export const readCounterSample = createReader(
  z.object({
    app_name: z.string(),
    service_port: z.optional(z.unknown()),
    app_operations: z.optional(z.object(operations, 'must be an object')),
    app_resources: z.optional(
      z.object(
        {
          user_time: counter32,
          system_time: counter32,
          mem_used: gaugeOf(64),
          mem_max: gaugeOf(64),
          fd_open: gauge32,
          fd_max: gauge32,
          conn_open: gauge32,
          conn_max: gauge32,
        },
        'must be an object',
      ),
    ),
    app_workers: z.optional(
      z.object(
        {
          workers_active: gauge32,
          workers_idle: gauge32,
          workers_max: gauge32,
          req_delayed: counter32,
          req_dropped: counter32,
        },
        'must be an object',
      ),
    ),
  }),
)

export type CounterSample = ReturnType<typeof readCounterSample>['value']

/** The host, which every application is a part of (design §4). */
const PARENT: RecordInput = { row: hostParent, fields: { container_type: 2, container_index: 1 } }

/** The records of a counter sample, in the order of the C daemon. What is not known is left to the rows. */
export function counterRecords(
  name: string,
  counts: Readonly<Partial<Record<Operation, unknown>>>,
  sample: Pick<CounterSample, 'app_resources' | 'app_workers'> = {},
): RecordInput[] {
  const { app_resources: resources, app_workers: workers } = sample
  return [
    PARENT,
    ...(workers === undefined ? [] : [{ row: appWorkers, fields: workers }]),
    ...(resources === undefined ? [] : [{ row: appResources, fields: resources }]),
    { row: appOperations, fields: { ...counts, application: name } },
  ] as RecordInput[]
}
