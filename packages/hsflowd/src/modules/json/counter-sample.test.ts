import { expect, it } from 'vitest'
import { OPERATIONS } from './counter-sample.ts'
import { openRig, type Rig } from './rig.test-helper.ts'

/** hsflowd.md §10.3 with every member: each has a value of its own. */
const FULL = {
  app_operations: Object.fromEntries(OPERATIONS.map((name, i) => [name, i + 1])),
  app_resources: {
    user_time: 21,
    system_time: 22,
    mem_used: 23,
    mem_max: '0xffffffffffffffff',
    fd_open: 25,
    fd_max: 26,
    conn_open: 27,
    conn_max: 28,
  },
  app_workers: { workers_active: 31, workers_idle: 32, workers_max: 33, req_delayed: 34, req_dropped: '35' },
}
const counters = (app_name: string, more: object = {}): object => ({ counter_sample: { app_name, ...more } })
const flow = (app_name: string, status: number, sampling_rate = 1): object => ({
  flow_sample: { app_name, sampling_rate, app_operation: { status } },
})
const sequence = (rig: Rig): unknown[] => rig.counters().map(({ fields }) => fields['sequence_number'])
const operations = (rig: Rig): (Readonly<Record<string, unknown>> | undefined)[] =>
  rig.counters().map(({ records }) => records['app_operations'])

it('sends counters at once, in the order of the C daemon', async () => {
  const rig = await openRig()
  rig.send(counters('shop', { service_port: 8080, ...FULL }))
  expect(rig.datagrams).toHaveLength(1)
  const [sample] = rig.counters()
  expect(sample!.source).toBe('3:8080')
  expect(Object.entries(sample!.records)).toEqual([
    ['host_parent', { container_type: 2, container_index: 1 }],
    ['app_workers', { ...FULL.app_workers, req_dropped: 35 }],
    ['app_resources', { ...FULL.app_resources, mem_max: 2n ** 64n - 1n }],
    ['app_operations', { application: 'shop', ...FULL.app_operations }],
  ])
  await rig.close()
})

it('counters that are missing are unknown, levels 0', async () => {
  const rig = await openRig()
  rig.send(
    counters('a', { app_operations: { success: 5 }, app_resources: {}, app_workers: { workers_idle: 1 } }),
  )
  const { records } = rig.counters()[0]!
  expect(records['app_operations']).toEqual({
    ...Object.fromEntries(OPERATIONS.map((name) => [name, null])),
    application: 'a',
    success: 5,
  })
  expect(records['app_resources']).toEqual({
    user_time: null,
    system_time: null,
    mem_used: 0,
    mem_max: 0,
    fd_open: 0,
    fd_max: 0,
    conn_open: 0,
    conn_max: 0,
  })
  expect(records['app_workers']).toEqual({
    workers_active: 0,
    workers_idle: 1,
    workers_max: 0,
    req_delayed: null,
    req_dropped: null,
  })
  await rig.close()
})

it('counters wrap, levels end where their field ends', async () => {
  const rig = await openRig()
  rig.send(
    counters('a', {
      app_operations: { success: 2 ** 32 + 7, other: '18446744073709551615' },
      app_resources: { fd_max: '18446744073709551615', mem_used: 2 ** 60 },
    }),
  )
  const { records } = rig.counters()[0]!
  expect(records['app_operations']).toMatchObject({ success: 7, other: null })
  expect(records['app_resources']).toMatchObject({ fd_max: 4_294_967_295, mem_used: 2n ** 60n })
  await rig.close()
})

it('refuses a value that is none, with its place', async () => {
  const rig = await openRig()
  rig.send(counters('a', { app_resources: { fd_open: -1 } }), counters('a', { app_workers: [] }))
  expect(rig.counters()).toEqual([])
  expect(rig.feedback.status()).toMatchObject({
    refused: {
      'counter_sample: app_resources.fd_open must be a whole number, not negative': 1,
      'counter_sample: app_workers must be an object': 1,
    },
  })
  await rig.close()
})

it('without counters of the application, hsflowd counts its flow samples', async () => {
  const rig = await openRig({ settings: { sampling: 0 } })
  rig.send(flow('a', 0), flow('a', 2, 10), flow('a', 2, 10), flow('a', 99))
  rig.send(counters('a', { app_workers: { workers_max: 3 } }))
  expect(operations(rig)).toEqual([
    {
      ...Object.fromEntries(OPERATIONS.map((name) => [name, 0])),
      application: 'a',
      success: 1,
      timeout: 20,
      other: 1,
    },
  ])
  await rig.close()
})

it('sends them itself when the application has sent none for two minutes, at its interval', async () => {
  const rig = await openRig({
    settings: { sampling: 0, polling: 30, applications: [{ name: 'app.a', polling: 7 }] },
  })
  rig.send(flow('a', 0))
  await rig.advance(119_000)
  expect(rig.counters()).toEqual([])
  await rig.advance(60_000)
  const times = rig.counters().map(({ atMs }) => atMs)
  expect(times[0]! - 120_000).toBeLessThan(7000)
  expect(times.length).toBeGreaterThanOrEqual(8)
  expect(times.slice(1).map((time, i) => time - times[i]!)).toEqual(times.slice(1).map(() => 7000))
  expect(Object.keys(rig.counters()[0]!.records)).toEqual(['host_parent', 'app_operations'])
  expect(sequence(rig)).toEqual(times.map((_, i) => i + 1))

  // Its own, from now on.
  const before = times.length
  rig.send(counters('a', { app_operations: { success: 4 } }))
  await rig.advance(119_000)
  expect(rig.counters()).toHaveLength(before + 1)

  // The setting changes while it runs; other applications keep theirs.
  rig.set({ polling: 300, applications: [{ name: 'app.a', polling: 20 }] })
  await rig.advance(101_000)
  const later = rig
    .counters()
    .slice(before + 1)
    .map(({ atMs }) => atMs)
  expect(later.length).toBeGreaterThanOrEqual(4)
  expect(later.slice(1).map((time, i) => time - later[i]!)).toEqual(later.slice(1).map(() => 20_000))
  rig.set({ applications: [{ name: 'app.a', polling: 0 }] })
  const last = rig.counters().length
  await rig.advance(600_000)
  expect(rig.counters()).toHaveLength(last)
  await rig.close()
})

it('counts on from what the application said last: neither counters nor their number go back', async () => {
  const rig = await openRig({ settings: { sampling: 0, polling: 10 } })
  rig.send(counters('a', { app_operations: { success: 1000, other: 5 } }))
  rig.send(flow('a', 0), flow('a', 0))
  await rig.advance(125_000)
  await rig.advance(10_000)
  rig.send(counters('a', { app_operations: { success: 1003, other: 5 } }))
  const own = operations(rig)
  expect(own[0]).toMatchObject({ success: 1000, other: 5, timeout: null })
  for (const sample of own.slice(1, -1)) expect(sample).toMatchObject({ success: 1002, other: 5, timeout: 0 })
  expect(own.at(-1)).toMatchObject({ success: 1003 })
  expect(own.length).toBeGreaterThanOrEqual(3)
  expect(sequence(rig)).toEqual(own.map((_, i) => i + 1))
  await rig.close()
})

it('when counters go back, the number begins anew: the difference means nothing (sFlow version 5)', async () => {
  const rig = await openRig()
  for (const success of [10, 4_294_967_290, 20, 5, 6])
    rig.send(counters('a', { app_operations: { success } }))
  // 10 to 4294967290 is 16 back; from there to 20 it wraps.
  expect(sequence(rig)).toEqual([1, 1, 2, 1, 2])
  for (const user_time of [50, 60, 1]) rig.send(counters('b', { app_resources: { user_time } }))
  expect(sequence(rig).slice(5)).toEqual([1, 2, 1])
  await rig.close()
})
