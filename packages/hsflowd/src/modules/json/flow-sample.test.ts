import { enumerations } from '@host-sflow/sflow-encoder'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openRig, operationIn } from './rig.test-helper.ts'

/** hsflowd.md §10.2 with every member. */
const FULL = {
  app_name: 'shop',
  service_port: 8080,
  client: true,
  sampling_rate: 1,
  app_operation: {
    operation: 'order.put',
    attributes: 'id=7&n=2',
    status_descr: 'created',
    status: 0,
    req_bytes: 100,
    resp_bytes: '18446744073709551615',
    uS: 4321,
  },
  app_parent_context: { application: 'web', operation: 'POST', attributes: 'a=b' },
  app_initiator: { actor: 'user 7' },
  app_target: { actor: 'db' },
  extended_socket_ipv4: {
    protocol: 6,
    local_ip: '10.0.0.1',
    remote_ip: '10.0.0.2',
    local_port: 8080,
    remote_port: '50000',
  },
  extended_socket_ipv6: {
    protocol: 6,
    local_ip: '2001:db8::1',
    remote_ip: '::ffff:10.0.0.2',
    local_port: 8080,
    remote_port: 50_000,
  },
}
const all = { sampling: 1 }
const app = (name: string, more: object = {}): object => ({
  flow_sample: { app_name: name, app_operation: { operation: 'x', ...more } },
})

it('sends every record, in the order of the C daemon', async () => {
  const rig = await openRig({ settings: all })
  rig.send({ flow_sample: FULL })
  const [flow] = rig.flows()
  expect(flow!.source).toBe('3:8080')
  expect(flow!.fields).toMatchObject({
    sequence_number: 1,
    sampling_rate: 1,
    sample_pool: 1,
    drops: 0,
    input: { format: 0, value: 0x3fffffff },
    output: { format: 0, value: 0 },
  })
  expect(Object.entries(flow!.records)).toEqual([
    ['extended_socket_ipv6', { ...FULL.extended_socket_ipv6 }],
    ['extended_socket_ipv4', { ...FULL.extended_socket_ipv4, remote_port: 50_000 }],
    ['app_target', { actor: 'db' }],
    ['app_initiator', { actor: 'user 7' }],
    ['app_parent_context', FULL.app_parent_context],
    ['app_operation', { ...FULL.app_operation, application: 'shop', resp_bytes: 2n ** 64n - 1n }],
  ])
  expect(rig.lines).toEqual([])
  await rig.close()
})

it('takes names of members whatever their case, and null for nothing', async () => {
  const rig = await openRig({ settings: all })
  rig.send({
    FLOW_Sample: {
      App_Name: 'a',
      service_port: null,
      APP_OPERATION: { Operation: 'x', us: 5, STATUS: '3', attributes: null },
      app_Target: null,
    },
  })
  expect(operationIn(rig.flows()[0]!)).toEqual({
    application: 'a',
    operation: 'x',
    attributes: '',
    status_descr: '',
    status: 3,
    req_bytes: 0,
    resp_bytes: 0,
    uS: 5,
  })
  await rig.close()
})

it('cuts texts at the limits of the C daemon, between characters', async () => {
  const rig = await openRig({ settings: all })
  const long = '€'.repeat(40)
  const longer = '😀'.repeat(100)
  rig.send({
    flow_sample: {
      app_name: long,
      app_operation: { operation: long, attributes: longer, status_descr: long },
      app_parent_context: { application: long, operation: long, attributes: longer },
      app_initiator: { actor: long },
      app_target: { actor: long },
    },
  })
  const [flow] = rig.flows()
  // 3 bytes of UTF-8 each, and 4.
  expect(operationIn(flow!)).toMatchObject({
    application: '€'.repeat(10),
    operation: '€'.repeat(10),
    attributes: '😀'.repeat(63),
    status_descr: '€'.repeat(10),
  })
  expect(flow!.records['app_parent_context']).toEqual({
    application: '€'.repeat(10),
    operation: '€'.repeat(10),
    attributes: '😀'.repeat(63),
  })
  expect(flow!.records['app_initiator']).toEqual({ actor: '€'.repeat(21) })
  expect(flow!.records['app_target']).toEqual({ actor: '€'.repeat(21) })
  await rig.close()
})

it('knows the statuses of the standard, and takes others for OTHER', async () => {
  const rig = await openRig({ settings: all })
  const statuses = [...Array.from({ length: 11 }, (_, i) => i), 11, 4_000_000_000, -1]
  for (const status of statuses) rig.send(app('a', { status }))
  expect(rig.flows().map((flow) => operationIn(flow)['status'])).toEqual([
    ...Array.from({ length: 11 }, (_, i) => i),
    1,
    1,
    1,
  ])
  expect(JSON.stringify(enumerations.app_status).toLowerCase()).toContain('unauthorized')
  await rig.close()
})

it('leaves sockets out that cannot be read, and counts them', async () => {
  const rig = await openRig({ settings: all })
  const bad = [{ local_ip: '10.0.0.256', remote_ip: '10.0.0.1' }, { local_ip: '10.0.0.1' }, 'text']
  for (const extended_socket_ipv4 of bad)
    rig.send({ flow_sample: { app_name: 'a', app_operation: {}, extended_socket_ipv4 } })
  for (const remote_ip of ['fe80::1%eth0', '10.0.0.1'])
    rig.send({
      flow_sample: { app_name: 'a', app_operation: {}, extended_socket_ipv6: { local_ip: '::1', remote_ip } },
    })
  expect(rig.flows().map(({ records }) => Object.keys(records))).toEqual(
    Array.from({ length: 5 }, () => ['app_operation']),
  )
  expect(rig.feedback.status()).toMatchObject({ socketsLeftOut: 5, flow_sample: 5, refused: {} })
  await rig.close()
})

it('numbers: fractions are cut off, levels end where their field ends, texts as in C', async () => {
  const rig = await openRig({ settings: all })
  const values = [12.9, '12.9', 1e30, '0x10', '010', ' 7 ', '1e3', 2 ** 40]
  for (const uS of values) rig.send(app('a', { uS }))
  expect(rig.flows().map((flow) => operationIn(flow)['uS'])).toEqual([
    12, 12, 4_294_967_295, 16, 8, 7, 1000, 4_294_967_295,
  ])
  await rig.close()
})

it.each([
  [{ app_operation: {} }, 'app_name must be a text'],
  [{ app_name: 7, app_operation: {} }, 'app_name must be a text'],
  [{ app_name: 'x'.repeat(129), app_operation: {} }, 'app_name must be at most 128 bytes'],
  [{ app_name: 'a\nb', app_operation: {} }, 'app_name must not hold control characters'],
  [
    { app_name: 'a', service_port: 65_536, app_operation: {} },
    'service_port must be a whole number from 0 to 65535',
  ],
  [{ app_name: 'a', sampling_rate: -1, app_operation: {} }, 'sampling_rate must be a whole number'],
  [{ app_name: 'a' }, 'app_operation must be an object'],
  [{ app_name: 'a', app_operation: { status: 'OK' } }, 'app_operation.status must be a number'],
  [{ app_name: 'a', app_operation: { uS: -1 } }, 'app_operation.us must be a whole number, not negative'],
  [{ app_name: 'a', app_operation: { operation: 7 } }, 'app_operation.operation must be a text'],
  [{ app_name: 'a', client: 'yes', app_operation: {} }, 'client must be true or false'],
  [{ app_name: 'a', app_operation: {}, app_target: 'x' }, 'app_target must be an object'],
  [[], 'it must be an object'],
])('refuses %j', async (flow_sample, reason) => {
  const rig = await openRig({ settings: all })
  rig.send({ flow_sample })
  rig.send({ flow_sample })
  expect(rig.feedback.status()).toMatchObject({
    messages: 2,
    flow_sample: 0,
    refused: { [`flow_sample: ${reason}`]: 2 },
  })
  expect(rig.sent()).toEqual([])
  expect(rig.apps.size).toBe(0)
  // Said once, with what was sent.
  expect(rig.lines).toHaveLength(1)
  expect(rig.lines[0]).toContain(`flow_sample: ${reason}, in {"flow_sample":`)
  await rig.close()
})

it('counts members that it does not know', async () => {
  const rig = await openRig({ settings: all })
  rig.send({ flow_sample: { ...FULL, typo: 1, app_operation: { oparation: 'x' } } })
  expect(rig.feedback.status()).toMatchObject({ flow_sample: 1, unknownMembers: 2 })
  await rig.close()
})

it('where datagrams are small, the operation is what stays', async () => {
  const rig = await openRig({ settings: { ...all, datagramBytes: 200 } })
  rig.send({ flow_sample: FULL })
  expect(Object.keys(rig.flows()[0]!.records)[0]).toBe('app_operation')
  await rig.close()
})

it('no message makes it throw, and none an undecodable datagram', async () => {
  const rig = await openRig({ settings: all })
  const names = fc.constantFrom(...Object.keys(FULL), ...Object.keys(FULL.app_operation), 'actor', 'local_ip')
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.constantFrom('a', 1, -1, 1e300, '::1', '10.0.0.1', '0x7', true, null),
      fc.dictionary(names, tie('value'), { maxKeys: 6 }),
    ),
  })).value
  fc.assert(
    fc.property(fc.dictionary(names, anything), anything, (flow, value) => {
      rig.send(
        { flow_sample: { app_name: 'a', app_operation: {}, ...flow } },
        { counter_sample: value },
        value,
      )
      rig.sent()
    }),
    { numRuns: 500 },
  )
  expect(rig.feedback.status()).toMatchObject({ malformed: expect.any(Number) })
  await rig.close()
})
