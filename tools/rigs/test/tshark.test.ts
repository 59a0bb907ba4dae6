import { expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { readHexDatagrams } from '../datagrams.ts'
import { tsharkDecode } from '../tshark.ts'

const testdata = new URL('../testdata/', import.meta.url)

it('decodes every record up to the first that it does not know', async (ctx) => {
  const packages = await requirePackages(debianPackages.tshark)
  if (!packages.ok) ctx.skip(packages.reason)
  const [datagram] = await tsharkDecode(await readHexDatagrams(new URL('known-first.hex', testdata)))
  expect(datagram?.fields).toMatchObject({ agent_address: '192.0.2.9', sequence_number: '7', samples: '4' })
  const [first, second, flow, host] = datagram?.samples ?? []
  expect(first).toMatchObject({
    tag: '0:4',
    fields: { sequence_number: '5', source_class: '0', source_index: '7' },
  })
  expect(first?.records).toMatchObject([
    {
      tag: '0:1',
      reliable: true,
      fields: { ifIndex: '7', ifSpeed: '10000000000', ifInOctets: '429496729601' },
    },
    { tag: '0:2', reliable: true, fields: { dot3StatsFCSErrors: '202', dot3StatsSymbolErrors: '213' } },
    { tag: '0:7', title: 'LAG counters', reliable: true },
    { tag: '0:1005', title: 'Unknown sample format', reliable: true },
  ])
  expect(second?.records[0]).toMatchObject({ tag: '0:1', fields: { ifIndex: '8', ifOutErrors: '213' } })
  expect(flow).toMatchObject({
    tag: '0:3',
    fields: { sampling_rate: '100', input_value: '3', output_value: '4' },
  })
  expect(flow?.records[0]).toMatchObject({ tag: '0:1', fields: { frame_length: '46', stripped: '4' } })
  expect(flow?.records[1]).toMatchObject({ tag: '0:1001', reliable: true })
  expect(host).toMatchObject({ tag: '0:4', fields: { source_class: '2', source_index: '1', records: '5' } })
  expect(host?.records[0]).toMatchObject({ tag: '0:2000', title: 'Unknown sample format' })
  // It reads on in the middle of the host name: that is why the host sample is the last of its datagram.
  expect(datagram?.malformed).toBe(true)
})

it('cannot read the counters of the C hsflowd, which follow a port name', async (ctx) => {
  const packages = await requirePackages(debianPackages.tshark)
  if (!packages.ok) ctx.skip(packages.reason)
  const [datagram] = await tsharkDecode(await readHexDatagrams(new URL('hsflowd-interface.hex', testdata)))
  const sample = datagram?.samples[0]
  expect(sample?.records[0]).toMatchObject({ tag: '0:1005', reliable: true })
  expect(sample?.records.slice(1).every((record) => !record.reliable)).toBe(true)
  expect(sample?.records.some((record) => record.tag === '0:1')).toBe(false)
})
