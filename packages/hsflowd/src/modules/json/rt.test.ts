import { rtflow, rtmetric } from '@host-sflow/sflow-encoder'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openRig } from './rig.test-helper.ts'

const METRICS = {
  datasource: 'build-7',
  text: { type: 'string', value: 'ok €' },
  c32: { type: 'counter32', value: 2 ** 32 + 1 },
  c64: { type: 'counter64', value: '18446744073709551615' },
  g32: { Type: 'gauge32', Value: '0x10' },
  g64: { type: 'gauge64', value: 2 ** 40 },
  f: { type: 'gaugeFloat', value: -1.5 },
  d: { type: 'gaugeDouble', value: '1e-3' },
}

it('rtmetric: every type', async () => {
  const rig = await openRig()
  rig.send({ rtmetric: METRICS })
  expect(rig.sent().map(({ tag, fields }) => [tag, fields])).toEqual([
    [
      rtmetric.tag,
      {
        datasource_name: 'build-7',
        metrics: [
          { name: 'text', type: 0, value: 'ok €' },
          { name: 'c32', type: 1, value: 1 },
          { name: 'c64', type: 2, value: 2n ** 64n - 1n },
          { name: 'g32', type: 3, value: 16 },
          { name: 'g64', type: 4, value: 2 ** 40 },
          { name: 'f', type: 5, value: -1.5 },
          { name: 'd', type: 6, value: 0.001 },
        ],
      },
    ],
  ])
  await rig.close()
})

it('rtflow: every type', async () => {
  const rig = await openRig()
  rig.send({
    rtflow: {
      SAMPLING_RATE: '10',
      text: { type: 'string', value: '' },
      m1: { type: 'mac', value: '52:54:00:Ab:cd:EF' },
      m2: { type: 'mac', value: '5254.00ab.cdef' },
      m3: { type: 'mac', value: '525400abcdef' },
      four: { type: 'ip', value: '10.0.0.1' },
      six: { type: 'ip6', value: '2001:db8::1' },
      i32: { type: 'int32', value: -1 },
      i64: { type: 'int64', value: '-1' },
      f: { type: 'float', value: 0.5 },
      d: { type: 'double', value: 1e300 },
    },
  })
  rig.send({ rtflow: { sampling_rate: 0, n: { type: 'int32', value: 1 } } })
  expect(rig.sent().map(({ tag, fields }) => [tag, fields])).toEqual([
    [
      rtflow.tag,
      {
        datasource_name: '',
        sampling_rate: 10,
        sample_pool: 0,
        fields: [
          { name: 'text', type: 0, value: '' },
          { name: 'm1', type: 1, value: '525400abcdef' },
          { name: 'm2', type: 1, value: '525400abcdef' },
          { name: 'm3', type: 1, value: '525400abcdef' },
          { name: 'four', type: 2, value: '10.0.0.1' },
          { name: 'six', type: 3, value: '2001:db8::1' },
          { name: 'i32', type: 4, value: 4_294_967_295 },
          { name: 'i64', type: 5, value: 2n ** 64n - 1n },
          { name: 'f', type: 6, value: 0.5 },
          { name: 'd', type: 7, value: 1e300 },
        ],
      },
    ],
    [rtflow.tag, expect.objectContaining({ sampling_rate: 1 })],
  ])
  await rig.close()
})

const one = { type: 'gauge32', value: 1 }
const valueOf = (type: string): string => `value is not one of type ${type}`
const NAME = 'must be 1 to 64 letters, digits, "_" or "-"'
it.each([
  ['rtmetric', {}, 'there is no value in it'],
  ['rtmetric', { datasource: '7up', a: one }, `datasource ${NAME}, and not begin with a digit`],
  ['rtmetric', { datasource: 'a b', a: one }, `datasource ${NAME}, and not begin with a digit`],
  ['rtmetric', { datasource: 7, a: one }, `datasource ${NAME}, and not begin with a digit`],
  ['rtmetric', { 'a.b': one }, `a name ${NAME}`],
  ['rtmetric', { ['x'.repeat(65)]: one }, `a name ${NAME}`],
  ['rtmetric', { a: 7 }, 'a value must be an object with type and value'],
  [
    'rtmetric',
    { a: { value: 7 } },
    'type must be one of string, counter32, counter64, gauge32, gauge64, gaugeFloat, gaugeDouble',
  ],
  [
    'rtmetric',
    { a: { type: 'gaugefloat', value: 7 } },
    'type must be one of string, counter32, counter64, gauge32, gauge64, gaugeFloat, gaugeDouble',
  ],
  ['rtmetric', { a: { type: 'gauge32' } }, valueOf('gauge32')],
  ['rtmetric', { a: one, b: { type: 'string', value: 7 } }, valueOf('string')],
  ['rtmetric', { a: { type: 'gauge32', value: -1 } }, valueOf('gauge32')],
  ['rtmetric', { a: { type: 'counter32', value: true } }, valueOf('counter32')],
  ['rtmetric', { a: { type: 'gaugeFloat', value: 1e39 } }, valueOf('gaugeFloat')],
  ['rtmetric', { a: { type: 'gaugeDouble', value: 'much' } }, valueOf('gaugeDouble')],
  ['rtflow', { sampling_rate: 10 }, 'there is no value in it'],
  [
    'rtflow',
    { sampling_rate: -1, a: { type: 'int32', value: 1 } },
    'sampling_rate must be a whole number, not negative',
  ],
  ['rtflow', { a: { type: 'mac', value: '52:54:00' } }, valueOf('mac')],
  ['rtflow', { a: { type: 'ip', value: '10.0.0.256' } }, valueOf('ip')],
  ['rtflow', { a: { type: 'ip6', value: 'fe80::1%eth0' } }, valueOf('ip6')],
  ['rtflow', { a: { type: 'int32', value: 2 ** 32 } }, valueOf('int32')],
])('%s: refuses %j whole', async (kind, part, reason) => {
  const rig = await openRig()
  rig.send({ [kind]: part })
  expect(rig.sent()).toEqual([])
  expect(rig.feedback.status()).toMatchObject({ refused: { [`${kind}: ${reason}`]: 1 } })
  await rig.close()
})

it('are in datagrams of their own, behind what came with them', async () => {
  const rig = await openRig({ settings: { sampling: 1 } })
  const flow = { app_name: 'a', app_operation: {} }
  rig.send({ flow_sample: flow })
  expect(rig.datagrams).toHaveLength(0)
  rig.send(
    { rtmetric: METRICS, flow_sample: flow },
    { rtflow: { a: { type: 'int32', value: 1 } } },
    { flow_sample: flow },
  )
  expect(rig.datagrams.map(({ samples }) => samples.map(({ row }) => row?.name))).toEqual([
    ['flow_sample_expanded', 'flow_sample_expanded', 'flow_sample_expanded'],
    ['rtmetric', 'rtflow'],
  ])
  await rig.close()
})

it('more metrics than a datagram holds are sent in several, none shortened', async () => {
  const rig = await openRig({ settings: { datagramBytes: 500 } })
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`metric-${i}`, { type: 'gauge64', value: i }]),
  )
  rig.send({ rtmetric: { datasource: 'd', ...many } })
  const metrics = rig.sent().flatMap(({ fields }) => fields['metrics'] as { name: string; value: number }[])
  expect(metrics.map(({ name, value }) => [name, value])).toEqual(
    Array.from({ length: 100 }, (_, i) => [`metric-${i}`, i]),
  )
  expect(rig.datagrams.length).toBeGreaterThan(3)
  expect(rig.datagrams.length).toBeLessThan(12)
  expect(rig.lines).toEqual([])
  await rig.close()
})

it('whatever is in them, what is sent can be decoded and nothing is thrown', async () => {
  const rig = await openRig()
  const type = fc.constantFrom(
    'string',
    'counter32',
    'gauge64',
    'gaugeFloat',
    'mac',
    'ip',
    'ip6',
    'int32',
    'int64',
    'double',
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.bigInt().map(String),
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ unit: 'binary' }),
  )
  const part = fc.dictionary(
    fc.oneof(fc.constantFrom('a', 'b', 'datasource', '__proto__'), fc.string()),
    fc.record({ type, value }),
    { maxKeys: 3 },
  )
  fc.assert(
    fc.property(part, (fields) => {
      rig.sendText(`{"rtmetric":${JSON.stringify(fields)},"rtflow":${JSON.stringify(fields)}}`)
    }),
    { numRuns: 1000 },
  )
  const { rtmetric: metrics, rtflow: flows, refused } = rig.feedback.status()
  expect(rig.sent()).toHaveLength((metrics as number) + (flows as number))
  expect(rig.sent().length).toBeGreaterThan(3)
  expect(refused).not.toEqual({})
  await rig.close()
})
