// This machine's own figures, read by the test itself before and after: what moves must lie between.
import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { hostname, release } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHost } from '../src/host/host.ts'
import type { Host } from '../src/host/host.ts'
import { openSources } from '../src/sources/collector.ts'
import { troubleLog } from '../src/sources/trouble-log.test-helper.ts'
import { sourcesOf } from '../src/sources/index.ts'

type Fields = Readonly<Record<string, unknown>>

const words = (file: string, line: RegExp): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .find((each) => line.test(each))!
    .trim()
    .split(/\s+/)

/** Values that only rise, by `record.field`, taken from /proc in a way of their own. */
function rising(): Record<string, number> {
  const cpu = words('/proc/stat', /^cpu /).slice(1).map(Number)
  const snmp = readFileSync('/proc/net/snmp', 'utf8').split('\n')
  const mib = (group: string, name: string): number => {
    const [names, values] = snmp
      .filter((line) => line.startsWith(`${group}: `))
      .map((line) => line.split(' '))
    return Number(values![names!.indexOf(name)])
  }
  const disks = readFileSync('/proc/diskstats', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , name]) => /^(?:[sv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+|sr\d+|fd\d+)$/.test(name!))
  const disk = (column: number): number => disks.reduce((sum, line) => sum + Number(line[column]), 0)
  return {
    'host_cpu.cpu_user': cpu[0]! * 10,
    'host_cpu.cpu_system': cpu[2]! * 10,
    'host_cpu.cpu_guest_nice': cpu[9]! * 10,
    'host_cpu.contexts': Number(words('/proc/stat', /^ctxt /)[1]) % 2 ** 32,
    'host_cpu.interrupts': Number(words('/proc/stat', /^intr /)[1]) % 2 ** 32,
    'host_cpu.uptime': Math.floor(Number(words('/proc/uptime', /./)[0])),
    'host_memory.page_out': Number(words('/proc/vmstat', /^pgpgout /)[1]),
    'mib2_ip_group.ipInReceives': mib('Ip', 'InReceives'),
    'mib2_icmp_group.icmpInDestUnreachs': mib('Icmp', 'InDestUnreachs'),
    'mib2_icmp_group.icmpOutDestUnreachs': mib('Icmp', 'OutDestUnreachs'),
    'mib2_tcp_group.tcpActiveOpens': mib('Tcp', 'ActiveOpens'),
    'mib2_udp_group.udpOutDatagrams': mib('Udp', 'OutDatagrams'),
    'host_disk_io.reads': disk(3),
    'host_disk_io.bytes_read': disk(5) * 512,
    'host_disk_io.writes': disk(7),
    'host_disk_io.bytes_written': disk(9) * 512,
  }
}

describe.runIf(process.platform === 'linux')('this Linux host', () => {
  let host: Host
  let records: Map<string, Fields>
  let before: Record<string, number>
  let after: Record<string, number>
  const problems: string[] = []
  const notes: string[] = []

  beforeAll(() => {
    host = openHost({ onNote: (note) => notes.push(note.code) })
    const sources = openSources(host, sourcesOf('linux'), troubleLog(problems))
    sources.collect()
    before = rising()
    host.network.tick()
    records = new Map(
      sources.collect().flatMap((record): [string, Fields][] =>
        // The fields are reused: what is compared later is a copy.
        record.row === undefined ? [] : [[record.row.name, { ...record.fields }]],
      ),
    )
    after = rising()
    sources.close()
  })
  afterAll(() => host.close())

  it('has all ten records and no problem', () => {
    expect(problems).toEqual([])
    expect([...records.keys()]).toHaveLength(10)
  })

  it('agrees with /proc in what rises', () => {
    const wrong: string[] = []
    for (const [name, low] of Object.entries(before)) {
      const [record, field] = name.split('.') as [string, string]
      const exact = records.get(record)![field] as number
      const value = field.startsWith('bytes') ? exact : exact % 2 ** 32
      const high = after[name]!
      if (!(value >= low && value <= high)) wrong.push(`${name}: ${value} is not in ${low}…${high}`)
    }
    expect(wrong).toEqual([])
  })

  it('agrees with /proc in what stands still', () => {
    expect(records.get('host_descr')).toMatchObject({
      hostname: hostname(),
      os_release: release(),
      os_name: 2,
    })
    expect(records.get('host_memory')).toMatchObject({
      mem_total: Number(words('/proc/meminfo', /^MemTotal:/)[1]) * 1024,
      swap_total: Number(words('/proc/meminfo', /^SwapTotal:/)[1]) * 1024,
    })
    const online = readFileSync('/proc/stat', 'utf8').match(/^cpu\d+ /gm)!.length
    expect(records.get('host_cpu')).toMatchObject({ cpu_num: online })
  })

  it('has the space of the root file system', (ctx) => {
    const root = words('/proc/self/mounts', /^\S+ \/ /)
    if (!root[0]!.startsWith('/dev/') || notes.includes('HSF_HOST_CONTAINER'))
      ctx.skip('root is not on a disk')
    const { blocks, bsize } = statfsSync('/')
    expect(records.get('host_disk_io')!['disk_total']).toBeGreaterThanOrEqual(blocks * bsize)
    expect(records.get('host_disk_io')!['part_max_used']).toBeLessThanOrEqual(10_000)
  })

  it('spawns nothing and opens no file once warm', () => {
    const sources = openSources(host, sourcesOf('linux'), troubleLog(problems))
    const descriptors = (): string => readdirSync('/proc/self/fd').join(' ')
    host.network.tick()
    sources.collect()
    const open = descriptors()
    for (let i = 0; i < 20; i++) {
      host.network.tick()
      sources.collect()
    }
    expect(descriptors()).toBe(open)
    sources.close()
    expect(descriptors().length).toBeLessThan(open.length)
  })
})
