// What Debian's collectors make of a stream in which applications speak beside interfaces.
import { ifCounters, type RecordInput } from '@host-sflow/sflow-encoder'
import { expect, it } from 'vitest'
import { sfacctdSees, tsharkSees } from '../../../tools/rigs/test/sees.ts'
import { openRig } from '../src/modules/json/rig.test-helper.ts'

const ROUNDS = 5

/** Datagrams in which the counters of an interface stand among messages of every kind, their octets rising. */
async function mixed(): Promise<Uint8Array[]> {
  const rig = await openRig({ settings: { sampling: 1 }, still: true })
  let octets = 0
  const collect = (): RecordInput[] => [
    { row: ifCounters, fields: { ifIndex: 7, ifType: 6, ifInOctets: ++octets * 1000 } },
  ]
  const interfaces = rig.agent.addPoller({
    name: 'interface',
    dataSource: { class: 0, index: 7 },
    intervalMs: 0,
    collect,
  })
  for (let round = 0; round < ROUNDS; round++) {
    rig.send({ flow_sample: { app_name: 'a', service_port: 80, app_operation: { operation: 'x', uS: 5 } } })
    interfaces.send(collect())
    rig.send({
      rtmetric: { load: { type: 'gaugeFloat', value: 0.5 } },
      counter_sample: { app_name: 'a', service_port: 80, app_operations: { success: 1 }, app_workers: {} },
    })
    interfaces.send(collect())
    rig.send({ rtflow: { client: { type: 'ip', value: '10.0.0.1' } } })
  }
  await rig.close()
  return rig.bytes
}

const expected = Array.from({ length: 2 * ROUNDS }, (_, i) => String((i + 1) * 1000))

it('tshark reads every counter of the interface', async (ctx) => {
  const seen = await tsharkSees(ctx, await mixed())
  const records = seen.flatMap(({ samples }) => samples.flatMap((sample) => sample.records))
  const octets = records.flatMap(({ tag, fields }) => (tag === '0:1' ? [fields['ifInOctets']] : []))
  expect(octets).toEqual(expected)
})

it('so does sfacctd', async (ctx) => {
  const sfacctd = await sfacctdSees(ctx, await mixed())
  const octets = async (): Promise<string[]> =>
    (await sfacctd.counters()).flatMap(({ ifInOctets }) =>
      ifInOctets === undefined ? [] : [String(ifInOctets)],
    )
  await expect.poll(octets, { timeout: 10_000 }).toEqual(expected)
})
