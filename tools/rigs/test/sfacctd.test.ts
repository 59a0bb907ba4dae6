import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { until } from '../child.ts'
import { readHexDatagrams, sendDatagrams } from '../datagrams.ts'
import { startSfacctd } from '../sfacctd.ts'

const testdata = new URL('../testdata/', import.meta.url)

it('logs interface counters and packet samples, whatever else is in the datagram', async (ctx) => {
  const packages = await requirePackages(debianPackages.sfacctd)
  if (!packages.ok) ctx.skip(packages.reason)
  const dir = await mkdtemp(join(tmpdir(), 'rig-sfacctd-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const sfacctd = await startSfacctd({ dir })
  onTestFinished(sfacctd.stop)
  await sendDatagrams(sfacctd.port, await readHexDatagrams(new URL('known-first.hex', testdata)))
  await sendDatagrams(sfacctd.port, await readHexDatagrams(new URL('hsflowd-interface.hex', testdata)))
  // 4 + 2 + 5 counter records, then the C daemon's 2: one line for each, also for those that it skips.
  const counters = await until('13 counter records', 5000, async () => {
    const seen = await sfacctd.counters()
    return seen.length >= 13 ? seen : undefined
  })
  const generic = counters.filter((record) => record.sf_cnt_type === 'sflow_cnt_generic')
  expect(generic).toMatchObject([
    {
      peer_ip_src: '192.0.2.9',
      source_id_index: 7,
      sflow_seq: 7,
      sflow_cnt_seq: 5,
      ifInOctets: 429_496_729_601,
    },
    { ifIndex: 8, ifOutErrors: 213, ifStatus: 3 },
    {
      peer_ip_src: '10.99.0.1',
      ifIndex: 2,
      ifInOctets: 16_388,
      ifOutOctets: 23_761_099,
      ifInMulticastPkts: 2 ** 32 - 1,
    },
  ])
  expect(counters.filter((record) => record.sf_cnt_type === 'sflow_cnt_ethernet')).toMatchObject([
    { source_id_index: 7, dot3StatsAlignmentErrors: 201, dot3StatsSymbolErrors: 213 },
  ])
  expect(counters.filter((record) => record.sf_cnt_type === undefined)).toHaveLength(9)
  const flows = await until('the packet sample', 5000, async () => {
    const seen = await sfacctd.flows()
    return seen.find((flow) => flow.peer_ip_src === '192.0.2.9')
  })
  expect(flows).toMatchObject({
    mac_src: '02:aa:00:00:00:01',
    mac_dst: '02:aa:00:00:00:02',
    ip_src: '1.2.3.4',
    port_dst: 22_136,
    ip_proto: 'udp',
    iface_in: 3,
    iface_out: 4,
    sampling_rate: 100,
    packets: 1,
    bytes: 46,
  })
})
