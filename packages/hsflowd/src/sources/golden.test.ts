// The whole sample of a recorded host, as JSON, beside what was worked out by hand from the files of the record.
import {
  countersSampleExpanded,
  datagramJson,
  decodeDatagram,
  encodeDatagram,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../host/host.ts'
import { openSources } from './collector.ts'
import { sourcesOf } from './index.ts'
import { openInterfaces } from './interfaces.ts'
import { recordedHost } from './recorded-host.test-helper.ts'
import { troubleLog } from './trouble-log.test-helper.ts'

type Fields = Record<string, unknown>
interface Json {
  readonly samples: readonly { records: readonly { name: string; fields: Fields }[] }[]
}

function everything(host: Host): { json: string; problems: string[] } {
  const problems: string[] = []
  const log = troubleLog(problems)
  const sources = openSources(host, sourcesOf(host.platform), log)
  const interfaces = openInterfaces(host, log)
  const sample = (source_id: { class: number; index: number }, records: readonly RecordInput[]) => ({
    row: countersSampleExpanded,
    fields: { sequence_number: 1, source_id, records: [...records] },
  })
  const samples = [
    sample({ class: 2, index: 1 }, sources.collect()),
    ...[...host.network.links.keys()]
      .toSorted((a, b) => a - b)
      .map((index) => sample({ class: 0, index }, interfaces.collect(index))),
  ]
  const bytes = encodeDatagram({
    agent_address: '192.0.2.1',
    sub_agent_id: 100000,
    sequence_number: 1,
    uptime: 1,
    samples,
  })
  sources.close()
  interfaces.close()
  host.close()
  return { json: `${JSON.stringify(JSON.parse(datagramJson(decodeDatagram(bytes))), null, 1)}\n`, problems }
}

describe('a recorded server', () => {
  const { json, problems } = everything(recordedHost('server'))
  const { samples } = JSON.parse(json) as Json
  const host = new Map(samples[0]!.records.map(({ name, fields }) => [name, fields]))
  const port = (at: number): Map<string, Fields> =>
    new Map(samples[at]!.records.map(({ name, fields }) => [name, fields]))

  it('is what it was', async () => {
    expect(problems).toEqual([])
    await expect(json).toMatchFileSnapshot(join(import.meta.dirname, '../../testdata/server/expected.json'))
  })

  it('has the ten records of a host', () => {
    expect([...host.keys()]).toEqual([
      'host_descr',
      'host_net_io',
      'host_cpu',
      'host_memory',
      'host_disk_io',
      'mib2_ip_group',
      'mib2_icmp_group',
      'mib2_tcp_group',
      'mib2_udp_group',
      'host_adapters',
    ])
  })

  it('counts the bytes of sda, sdb, two NVMe paths, sr0, vda and c0d0', () => {
    expect(host.get('host_disk_io')).toMatchObject({
      reads: 100 + 10 + 7 + 3 + 1 + 5 + 2,
      bytes_read: (2000 + 80 + 70 + 30 + 8 + 50 + 20) * 512,
      read_time: 300 + 3 + 2 + 1 + 50 + 6 + 2,
      bytes_written: (800 + 160 + 80 + 20 + 0 + 40 + 10) * 512,
      disk_total: (6 * 1000 + 600) * 4096,
      disk_free: 6 * 400 * 4096,
      part_max_used: 6000,
    })
  })

  it('counts the traffic of eth0, eth1 and eth2', () => {
    expect(host.get('host_net_io')).toEqual({
      bytes_in: 20_000_000_000_000 + 1_000_000 + 500,
      pkts_in: 3_000_000_000 + 2000 + 5,
      errs_in: 1,
      drops_in: 2,
      bytes_out: 40_000_000_000 + 3_000_000 + 600,
      packets_out: 50_000_000 + 4000 + 6,
      errs_out: 3,
      drops_out: 4,
    })
  })

  it('lets counters wrap at 32 bits', () => {
    expect(host.get('host_cpu')).toMatchObject({
      interrupts: 8_589_934_700 - 2 ** 33,
      contexts: 4_294_967_396 - 2 ** 32,
      cpu_num: 3,
      cpu_speed: 2399,
      uptime: 86_461,
    })
  })

  it('tells apart what an administrator wants and what is', () => {
    expect(port(4).get('if_counters')).toMatchObject({ ifStatus: 1, ifSpeed: 0, ifDirection: 0 })
    expect(port(2).get('if_counters')).toMatchObject({
      ifStatus: 3,
      ifSpeed: 10_000_000_000,
      ifDirection: 1,
      ifPromiscuousMode: 1,
    })
    expect(port(1).get('if_counters')).toMatchObject({ ifStatus: 3, ifType: 24, ifPromiscuousMode: 2 })
  })

  it('sends LACP states in the order of the specification', () => {
    expect(port(2).get('lag_port_stats')).toMatchObject({
      dot3adAggPortActorSystemID: '525400000002',
      dot3adAggPortPartnerOperSystemID: '001c73aabbcc',
      dot3adAggPortAttachedAggID: 5,
      dot3adAggPortState: '3f3f3d3d',
      dot3adAggPortStatsLACPDUsRx: null,
    })
    expect(port(3).get('lag_port_stats')).toMatchObject({ dot3adAggPortAttachedAggID: 0 })
    expect(port(5).has('lag_port_stats')).toBe(false)
  })
})

it('sends no records of a host without /proc, and fails over none', () => {
  const { json, problems } = everything(recordedHost('nowhere', { uuid: '00112233445566778899aabbccddeeff' }))
  const { samples } = JSON.parse(json) as Json
  expect(problems).toEqual([])
  expect(samples[0]!.records.map(({ name }) => name)).toEqual(['host_descr'])
})

it('works with nothing but Node on other systems', () => {
  const { json, problems } = everything(
    recordedHost('nowhere', {
      platform: 'darwin',
      os: {
        arch: () => 'arm64',
        cpus: () =>
          [1, 2].map((n) => ({
            model: 'M1',
            speed: 2400,
            times: { user: 10 * n, nice: n, sys: 3 * n, idle: 100 * n, irq: 0 },
          })),
        freemem: () => 1000,
        hostname: () => 'mac',
        loadavg: () => [1.5, 1, 0.5],
        machine: () => 'arm64',
        networkInterfaces: () => ({
          lo0: [
            {
              address: '127.0.0.1',
              netmask: '',
              family: 'IPv4',
              mac: '00:00:00:00:00:00',
              internal: true,
              cidr: null,
            },
          ],
          en0: [
            {
              address: 'fe80::1',
              netmask: '',
              family: 'IPv6',
              mac: 'a0:00:00:00:00:01',
              internal: false,
              cidr: null,
              scopeid: 6,
            },
          ],
        }),
        release: () => '23.0.0',
        totalmem: () => 5000,
        uptime: () => 77.7,
      },
    }),
  )
  const { samples } = JSON.parse(json) as Json
  expect(problems).toEqual([])
  const [descr, cpu, memory, adapters] = samples[0]!.records.map(({ fields }) => fields)
  expect(descr).toMatchObject({ hostname: 'mac', machine_type: 10, os_name: 4, uuid: '0'.repeat(32) })
  expect(cpu).toMatchObject({
    load_one: 1.5,
    cpu_num: 2,
    uptime: 77,
    cpu_user: 30,
    cpu_idle: 300,
    cpu_wio: null,
  })
  expect(memory).toMatchObject({ mem_total: 5000, mem_free: 1000, page_in: null })
  expect(adapters).toEqual({ adapters: [{ ifIndex: 6, mac_address: ['a00000000001'] }] })
})
