import { ethernetCounters, ifCounters, type Datagram } from '@host-sflow/sflow-encoder'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { until } from '../child.ts'
import { startHsflowd } from '../hsflowd.ts'
import { countersOf, runFor } from '../sent.ts'
import type { SfacctdCounters } from '../sfacctd.ts'
import { sfacctdFor } from './sees.ts'

const types = new Map<unknown, string>([
  [ifCounters, 'sflow_cnt_generic'],
  [ethernetCounters, 'sflow_cnt_ethernet'],
])

/** What sfacctd is to log of a datagram: a line for each record, empty for those that it does not know. */
function linesOf(datagram: Datagram, agent: string): Partial<SfacctdCounters>[] {
  return countersOf(datagram).flatMap(({ source_id, sequence_number, records }) =>
    records.map(({ row, ...record }) => ({
      peer_ip_src: agent,
      source_id_index: source_id.index,
      sflow_seq: datagram.sequence_number,
      sflow_cnt_seq: sequence_number,
      ...(types.has(row) && {
        sf_cnt_type: types.get(row)!,
        ...('fields' in record && unknownAsAllOnes(record.fields)),
      }),
    })),
  )
}

const unknownAsAllOnes = (fields: object): Record<string, number> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Number(value ?? 2 ** 32 - 1)]))

async function run(ctx: TestContext, polls: number, agentIP?: string) {
  const sfacctd = await sfacctdFor(ctx)
  const hsflowd = await startHsflowd({ ports: [sfacctd.port], ...(agentIP !== undefined && { agentIP }) })
  onTestFinished(hsflowd.stop)
  const sent = await runFor(polls, hsflowd)
  return { sent, sfacctd }
}

it('reads every interface counter that hsflowd sends, poll after poll', async (ctx) => {
  const { sent, sfacctd } = await run(ctx, 3)
  const expected = sent.flatMap((datagram) => linesOf(datagram, datagram.agent_address!))
  const seen = await until(`${expected.length} counter records`, 5000, async () => {
    const lines = await sfacctd.counters()
    return lines.length >= expected.length ? lines : undefined
  })
  expect(seen).toMatchObject(expected)
  const generic = seen.filter((line) => line.sf_cnt_type === 'sflow_cnt_generic')
  // Loopback at least, in each of the polls.
  expect(generic.filter((line) => line['ifType'] === 24).length).toBeGreaterThanOrEqual(3)
})

it('misreads an IPv6 agent address in its counter file: its first four bytes, as IPv4', async (ctx) => {
  const { sent, sfacctd } = await run(ctx, 1, '2001:db8::9')
  expect(sent[0]?.agent_address).toBe('2001:db8::9')
  const expected = sent.flatMap((datagram) => linesOf(datagram, '32.1.13.184'))
  const seen = await until(`${expected.length} counter records`, 5000, async () => {
    const lines = await sfacctd.counters()
    return lines.length >= expected.length ? lines : undefined
  })
  expect(seen).toMatchObject(expected)
})
