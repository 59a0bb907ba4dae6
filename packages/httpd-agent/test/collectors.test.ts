// What collectors of packets make of requests: nothing, and nothing wrong. See docs/compatibility.md.
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { until } from '../../../tools/rigs/child.ts'
import { sendDatagrams } from '../../../tools/rigs/datagrams.ts'
import { flow, header, streamOf, udpFrame } from '../../../tools/rigs/packets.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiver, type Received } from '../../../tools/rigs/receiver.ts'
import { startSfacctd } from '../../../tools/rigs/sfacctd.ts'
import { tsharkDecode } from '../../../tools/rigs/tshark.ts'
import { onlySource, requestsOf } from './support/collected.ts'
import { startServer } from './support/server.ts'
import { httpSettings, settingsFile } from './support/settings.ts'

/** The stream of a server that has answered a request. */
async function streamOfServer(): Promise<readonly Received[]> {
  const receiver = await openReceiver()
  const { path } = await settingsFile(receiver.port, { ...httpSettings(1, 1), dsIndex: 1 })
  const server = await startServer('http', { settings: path })
  await receiver.until('counters', () => receiver.received.length > 0)
  await fetch(`${server.url}/echo`, { method: 'POST', body: 'abc' })
  await receiver.until('a sample', () => requestsOf(receiver.received).length > 0)
  server.kill('SIGKILL')
  await server.ended
  return receiver.received
}

async function need(ctx: TestContext, which: 'sfacctd' | 'tshark'): Promise<void> {
  const packages = await requirePackages(debianPackages[which])
  if (!packages.ok) ctx.skip(packages.reason)
}

it('sfacctd skips each record, and takes no request for a packet', async (ctx) => {
  await need(ctx, 'sfacctd')
  const received = await streamOfServer()
  const sfacctd = await startSfacctd({ dir: scratch() })
  onTestFinished(sfacctd.stop)
  await sendDatagrams(sfacctd.port, [
    ...received.map(({ bytes }) => bytes),
    ...streamOf([flow(1, [header(udpFrame(40_001))])]),
  ])
  const flows = await until('the packet behind', 5000, async () => {
    const seen = await sfacctd.flows()
    return seen.length > 0 ? seen : undefined
  })
  expect(flows).toMatchObject([{ port_src: 40_001, packets: 1 }])
  const { counters } = onlySource(received)
  const lines = await sfacctd.counters()
  expect(lines).toHaveLength(counters.flatMap(({ records }) => records).length)
  expect(lines.filter((line) => line.sf_cnt_type !== undefined)).toEqual([])
})

it('tshark shows number, source, rate and pool of the samples', async (ctx) => {
  await need(ctx, 'tshark')
  const received = await streamOfServer()
  const { id, counters, flows } = onlySource(received)
  const seen = await tsharkDecode(received.map(({ bytes }) => bytes))
  expect(seen.map(({ malformed }) => malformed)).not.toContain(true)
  const samples = seen.flatMap((datagram) => datagram.samples)
  const common = { source_class: '3', source_index: id.slice('3:'.length) }
  expect(samples.filter(({ tag }) => tag === '0:3').map(({ fields }) => fields)).toMatchObject(
    flows.map(({ sequence_number, sample_pool }) => ({
      ...common,
      sequence_number: String(sequence_number),
      sampling_rate: '1',
      sample_pool: String(sample_pool),
    })),
  )
  expect(samples.filter(({ tag }) => tag === '0:4').map(({ fields }) => fields)).toMatchObject(
    counters.map(({ sequence_number }) => ({ ...common, sequence_number: String(sequence_number) })),
  )
  // Of the records the first one only, as a number: it does not skip what it does not know.
  expect(samples.find(({ tag }) => tag === '0:3')?.records[0]).toMatchObject({ tag: '0:2206' })
})
