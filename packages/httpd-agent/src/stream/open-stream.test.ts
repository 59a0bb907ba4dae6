import { backgroundClock } from '@host-sflow/agent-runtime'
import { datagramJson, decodeDatagram } from '@host-sflow/sflow-encoder'
import { expect, onTestFinished, test } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import type { Gauges } from '../service/gauges.ts'
import { createTotals, SLOT } from '../service/totals.ts'
import { SILENT, type HttpSettings } from '../settings/http-settings.ts'
import type { StreamState } from '../share/share.ts'
import { openStream } from './open-stream.ts'

const settings: HttpSettings = {
  ...SILENT,
  collectors: [{ host: '127.0.0.1', port: 6343 }],
  sampling: 400,
  polling: 30,
  operationPolling: 30,
  parent: 1,
}

const gauges: Gauges = {
  pid: 1,
  memoryUsed: 1000,
  memoryMax: 5000,
  descriptors: 10,
  descriptorsMax: 1024,
  connections: 3,
  connectionsMax: 0,
  active: true,
}

interface Sample {
  readonly name: string
  readonly sequence_number: number
  readonly source_id: string
  readonly records: readonly { readonly name: string; readonly fields: Readonly<Record<string, unknown>> }[]
  readonly [member: string]: unknown
}

interface Line {
  readonly agent_address: string
  readonly sub_agent_id: number
  readonly sequence_number: number
  readonly uptime: number
  readonly samples: readonly Sample[]
}

function setUp(resume?: StreamState, all: readonly Gauges[] = [gauges]) {
  const lines: Line[] = []
  const states: StreamState[] = []
  const { log, lines: said } = createFakeLog()
  const stream = openStream({
    index: 8080,
    name: 'port 8080',
    answers: true,
    agentAddress: '10.0.0.7',
    settings,
    resume,
    gauges: () => all,
    beforeSend: () => void states.push(stream.state()),
    destination: {
      size: 1,
      send: (bytes) => void lines.push(JSON.parse(datagramJson(decodeDatagram(bytes))) as Line),
    },
    clock: backgroundClock,
    random: Math.random,
    log,
    onClose: () => undefined,
  })
  onTestFinished(() => stream.close())
  return { stream, lines, states, said }
}

const growth = (slots: Readonly<Record<number, number>>): Float64Array => {
  const totals = createTotals()
  for (const [slot, value] of Object.entries(slots)) totals[Number(slot)] = value
  return totals
}

const fieldsOf = (line: Line | undefined, record: string, sample = 0) =>
  line?.samples[sample]?.records.find(({ name }) => name === record)?.fields

test('counters are those of all processes, under the port as data source and sub-agent', () => {
  const { stream, lines } = setUp(undefined, [gauges, { ...gauges, pid: 2, active: false }])
  stream.grow(growth({ 1: 5, [SLOT.STATUSES + 1]: 4, [SLOT.STATUSES + 3]: 1, [SLOT.USER_MS]: 12.6 }))
  stream.grow(growth({ 1: 2, [SLOT.STATUSES + 1]: 2, [SLOT.REFUSED]: 3 }))
  stream.finish()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ agent_address: '10.0.0.7', sub_agent_id: 8080, sequence_number: 1 })
  expect(lines[0]!.samples).toHaveLength(1)
  expect(lines[0]!.samples[0]).toMatchObject({ tag: '0:4', source_id: '3:8080', sequence_number: 1 })
  expect(fieldsOf(lines[0], 'host_parent')).toEqual({ container_type: 2, container_index: 1 })
  expect(fieldsOf(lines[0], 'http_counters')).toMatchObject({
    method_get_count: 7,
    method_option_count: 0,
    status_2XX_count: 6,
    status_4XX_count: 1,
  })
  expect(fieldsOf(lines[0], 'app_workers')).toEqual({
    workers_active: 1,
    workers_idle: 1,
    workers_max: 2,
    req_delayed: null,
    req_dropped: 3,
  })
  expect(fieldsOf(lines[0], 'app_resources')).toEqual({
    user_time: 13,
    system_time: 0,
    mem_used: 2000,
    mem_max: 5000,
    fd_open: 20,
    fd_max: 2048,
    conn_open: 6,
    // One that has no limit: the whole has none.
    conn_max: 0,
  })
})

const flow = {
  kind: 'requests',
  rate: 400,
  seen: 300,
  records: [
    { name: 'http_request', fields: { method: 2, protocol: 1001, uri: '/a', status: 200 } },
    { name: 'no such record', fields: { a: 1 } },
  ],
} as const

test('samples bear the rate that they were taken with, and the pool of all', () => {
  const { stream, lines } = setUp()
  stream.flow(flow)
  // Two samples were lost on their way, and with them what they would have told of the pool.
  stream.grow(growth({ [SLOT.LOST]: 900, [SLOT.DROPS]: 2 }))
  stream.flow(flow)
  stream.flush()
  expect(lines[0]!.samples[0]).toMatchObject({ sequence_number: 1, sample_pool: 300, drops: 0 })
  expect(lines[0]!.samples[1]).toMatchObject({
    tag: '0:3',
    source_id: '3:8080',
    sequence_number: 2,
    sampling_rate: 400,
    sample_pool: 1500,
    drops: 2,
    input: [0, 0],
    output: [0, 0x3fff_ffff],
  })
  expect(lines[0]!.samples[0]!.records).toHaveLength(1)
  expect(fieldsOf(lines[0], 'http_request')).toMatchObject({ uri: '/a', status: 200 })
})

test('requests that the service makes are a data source of their own, once there are any', () => {
  const { stream, lines } = setUp()
  stream.finish()
  expect(lines[0]!.samples.map(({ source_id }) => source_id)).toEqual(['3:8080'])
  stream.grow(growth({ [SLOT.OPERATIONS]: 3, [SLOT.OPERATIONS + 1]: 1 }))
  stream.finish()
  expect(lines[1]!.samples.map(({ source_id }) => source_id)).toEqual(['3:8080', '3:208080'])
  expect(fieldsOf(lines[1], 'app_operations', 1)).toMatchObject({
    application: 'port 8080',
    success: 3,
    other: 1,
    timeout: 0,
  })
})

test('another process goes on where this one has left it', () => {
  const first = setUp()
  first.stream.grow(growth({ 1: 5, [SLOT.OPERATIONS]: 1 }))
  first.stream.flow(flow)
  first.stream.finish()
  const { lines, stream } = setUp({ ...first.states.at(-1)!, uptimeMs: 60_000 })
  stream.grow(growth({ 1: 1 }))
  stream.flow(flow)
  stream.finish()
  const before = first.lines.at(-1)!
  expect(lines[0]!.sequence_number).toBe(before.sequence_number + 1)
  expect(lines[0]!.uptime).toBeGreaterThanOrEqual(60_000)
  const [sampled, counted] = lines[0]!.samples
  expect(sampled).toMatchObject({ sequence_number: 2, sample_pool: 600 })
  expect(counted).toMatchObject({ source_id: '3:8080', sequence_number: 2 })
  expect(fieldsOf(lines[0], 'http_counters', 1)).toMatchObject({ method_get_count: 6 })
  expect(lines[0]!.samples[2]).toMatchObject({ source_id: '3:208080', sequence_number: 2 })
})

test('what is told before a datagram leaves has its number already', () => {
  const { stream, lines, states } = setUp()
  stream.finish()
  stream.finish()
  expect(states.map(({ datagrams }) => datagrams)).toEqual([1, 2])
  expect(lines.map(({ sequence_number }) => sequence_number)).toEqual([1, 2])
})

test('other settings are in force at once, and numbers go on', () => {
  const { stream, lines } = setUp()
  stream.finish()
  stream.apply({ ...settings, parent: undefined, polling: 1 }, '10.0.0.8')
  stream.finish()
  expect(lines[1]).toMatchObject({ agent_address: '10.0.0.8', sequence_number: 2 })
  expect(fieldsOf(lines[1], 'host_parent')).toBeUndefined()
})

test('a sample of another process that makes no sense costs itself only', () => {
  const { stream, lines, said } = setUp()
  stream.flow({ kind: 'requests', rate: 1, seen: 1, records: [{ name: 'http_request', fields: { uri: 7 } }] })
  stream.flow(flow)
  stream.flush()
  expect(lines[0]!.samples).toHaveLength(1)
  expect(said.join('\n')).toContain('a sample could not be encoded')
})
