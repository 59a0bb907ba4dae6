import { isIPv4, isIPv6 } from 'node:net'
import {
  appInitiator,
  appOperation,
  appParentContext,
  appTarget,
  extendedSocketIpv4,
  extendedSocketIpv6,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import * as z from 'zod/mini'
import { createReader, member, readable, type JsonObject } from './members.ts'
import { atMost, gauge, wholeOf } from './numbers.ts'
import { cutText } from './text.ts'

const anything = z.optional(z.unknown())
const text = z.optional(z.string('must be a text'))
const whole = (bits: 32 | 64) => z.optional(readable(gauge(bits), 'must be a whole number, not negative'))
const whole32 = whole(32)
const STATUS_DESCR_BYTES = 32
const OTHER = 1
const LAST_STATUS = 10

/** The code of a status; what the standard does not know is "other", as for the C daemon. */
export function statusOf(value: unknown): number | undefined {
  if (value === undefined) return 0
  const status = wholeOf(value)
  if (status === undefined) return undefined
  return typeof status === 'number' && status >= 0 && status <= LAST_STATUS ? status : OTHER
}

const contextMembers = { operation: text, attributes: text }
const actor = z.optional(z.object({ actor: text }, 'must be an object'))

const readFlow = createReader(
  z.object({
    app_name: z.string(),
    service_port: anything,
    sampling_rate: anything,
    client: z.optional(z.boolean('must be true or false')),
    app_operation: z.object(
      {
        ...contextMembers,
        status_descr: text,
        status: z.optional(readable(statusOf, 'must be a number')),
        req_bytes: whole(64),
        resp_bytes: whole(64),
        us: whole32,
      },
      'must be an object',
    ),
    app_parent_context: z.optional(z.object({ application: text, ...contextMembers }, 'must be an object')),
    app_initiator: actor,
    app_target: actor,
    // Read apart: without its socket, a transaction is worth as much.
    extended_socket_ipv4: anything,
    extended_socket_ipv6: anything,
  }),
)

const port = z.optional(readable(atMost(65_535), 'must be a port'))
const address = (is: (value: string) => boolean) =>
  z.string().check(z.refine((value) => is(value) && !value.includes('%')))
const socket = (is: (value: string) => boolean) =>
  createReader(
    z.object({
      protocol: whole32,
      local_ip: address(is),
      remote_ip: address(is),
      local_port: port,
      remote_port: port,
    }),
  )
const readSocket4 = socket(isIPv4)
const readSocket6 = socket(isIPv6)

/** A flow_sample as it goes out. */
export interface FlowSample {
  /** In the order of the C daemon. */
  readonly records: readonly RecordInput[]
  readonly isClient: boolean
  /** Members that this program does not know. */
  readonly unknown: number
  /** Sockets that could not be read. */
  readonly socketsLeftOut: number
}

/** What of a flow_sample is looked at also when it is not sampled. */
export const operationOf = (message: JsonObject): unknown => member(message, 'app_operation')

/** @throws Refusal */
export function readFlowSample(message: JsonObject): FlowSample {
  const { value: flow, unknown } = readFlow(message)
  let passedOver = unknown
  let socketsLeftOut = 0

  function socketRecord(
    row: typeof extendedSocketIpv4 | typeof extendedSocketIpv6,
    given: unknown,
    read: typeof readSocket4,
  ): RecordInput[] {
    if (given === undefined) return []
    try {
      const reading = read(given)
      passedOver += reading.unknown
      return [{ row, fields: reading.value }]
    } catch {
      socketsLeftOut++
      return []
    }
  }

  const parent = flow.app_parent_context
  const { us, status_descr: descr, ...operation } = flow.app_operation
  const records = [
    ...socketRecord(extendedSocketIpv6, flow.extended_socket_ipv6, readSocket6),
    ...socketRecord(extendedSocketIpv4, flow.extended_socket_ipv4, readSocket4),
    ...(flow.app_target?.actor ? [{ row: appTarget, fields: flow.app_target }] : []),
    ...(flow.app_initiator?.actor ? [{ row: appInitiator, fields: flow.app_initiator }] : []),
    ...(parent?.application ? [{ row: appParentContext, fields: parent }] : []),
    {
      row: appOperation,
      fields: {
        ...operation,
        application: flow.app_name,
        status_descr: cutText(descr ?? '', STATUS_DESCR_BYTES),
        uS: us,
      },
    },
  ] as RecordInput[]
  return { records, isClient: flow.client ?? false, unknown: passedOver, socketsLeftOut }
}
