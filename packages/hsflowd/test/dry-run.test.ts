// What `hsflowd --dry-run` prints, compared with /proc and /sys as the test itself reads them before and after.
import { readFileSync } from 'node:fs'
import { hostname, release } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { hsflowd, type Ended } from './support/hsflowd.ts'
import { outside } from './support/outside.ts'
import { interfaces, memory, mib2, rising, space, type Figures } from './support/proc.ts'

type Values = Readonly<Record<string, unknown>>
interface Line {
  readonly samples: readonly {
    readonly tag: string
    readonly sequence_number: number
    readonly source_id: string
    readonly records: readonly { readonly tag: string; readonly name: string; readonly fields: Values }[]
  }[]
  readonly [member: string]: unknown
}

const HOST_RECORDS = [
  '0:2000 host_descr',
  '0:2001 host_adapters',
  '0:2003 host_cpu',
  '0:2004 host_memory',
  '0:2005 host_disk_io',
  '0:2006 host_net_io',
  '0:2007 mib2_ip_group',
  '0:2008 mib2_icmp_group',
  '0:2009 mib2_tcp_group',
  '0:2010 mib2_udp_group',
]
const groups = ['ip', 'icmp', 'tcp', 'udp'] as const
/** Of /proc/net/snmp, what goes both ways or is no number of something. */
const LEVELS = /\.(?:ipForwarding|ipDefaultTTL|tcpRto\w+|tcpMaxConn|tcpCurrEstab)$/
/** Memory moves by that much between two looks on a busy machine. */
const SLACK_BYTES = 512 * 2 ** 20

describe.runIf(process.platform === 'linux')('hsflowd --dry-run', () => {
  let ended: Ended
  let stderr: string
  let lines: Line[]
  let host: ReadonlyMap<string, Values>
  let before: ReturnType<typeof look>
  let after: ReturnType<typeof look>

  const look = () => ({ figures: rising(), links: interfaces(), memory: memory() })
  const snmpFields = (group: (typeof groups)[number]): string[] =>
    Object.keys(host.get(`mib2_${group}_group`)!)
  const samplesOf = (source: RegExp) =>
    lines.flatMap(({ samples }) => samples).filter(({ source_id }) => source.test(source_id))

  beforeAll(async () => {
    before = look()
    const snmpBefore = readFileSync('/proc/net/snmp', 'utf8')
    const daemon = hsflowd(['--dry-run', '--collector', '127.0.0.1'])
    ended = await daemon.ended
    after = look()
    stderr = daemon.stderr()
    lines = daemon
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    const [sample] = samplesOf(/^2:1$/)
    host = new Map(sample!.records.map(({ name, fields }) => [name, fields]))
    snmpFigures = { low: allGroups(snmpBefore), high: allGroups() }
  })

  let snmpFigures: { low: Figures; high: Figures }
  const allGroups = (text?: string): Figures =>
    Object.assign({}, ...groups.map((group) => mib2(group, snmpFields(group), text))) as Figures

  /** Those of the rising figures that are not between their values before and after. */
  function outsideBounds(low: Figures, high: Figures): string[] {
    return Object.keys(low).flatMap((name) => {
      const [record, field] = name.split('.') as [string, string]
      const value = host.get(record)?.[field] as number
      // Counters of 32 bits wrap, those of the kernel have 64.
      const above = (limit: number): number => (value - limit) % 2 ** 32
      const fits = above(low[name]!) >= 0 && above(high[name]!) <= 0
      return fits ? [] : [`${name}: ${value} is not in ${low[name]}…${high[name]}`]
    })
  }

  it('prints datagrams as lines of JSON, and nothing else', () => {
    expect(ended.code).toBe(0)
    expect(stderr).toBe('')
    for (const [i, line] of lines.entries()) {
      expect(line).toMatchObject({ sub_agent_id: 100_000, sequence_number: i + 1 })
      expect(line['agent_address']).toMatch(/^[\d.]+$|:/)
      expect(line['uptime']).toBeLessThan(5000)
      for (const sample of line.samples) {
        expect(sample).toMatchObject({ tag: '0:4', name: 'counters_sample_expanded', sequence_number: 1 })
        for (const { fields } of sample.records) expect(Object.keys(fields)).not.toHaveLength(0)
      }
    }
  })

  it('has one sample of the host, with its ten records', () => {
    expect(samplesOf(/^2:/)).toHaveLength(1)
    const printed = samplesOf(/^2:1$/)[0]!.records.map(({ tag, name }) => `${tag} ${name}`)
    expect(printed).toHaveLength(HOST_RECORDS.length)
    expect(new Set(printed)).toEqual(new Set(HOST_RECORDS))
  })

  it('has a sample of every interface, with counters and name', () => {
    const samples = new Map(samplesOf(/^0:/).map(({ source_id, records }) => [source_id, records]))
    const names: unknown[] = []
    for (const records of samples.values()) {
      const fields = Object.fromEntries(records.map((record) => [record.name, record.fields]))
      const name = fields['port_name']!['name'] as string
      names.push(name)
      const low = before.links.get(name)
      const high = after.links.get(name)
      // An interface of another test, there for a moment.
      if (low === undefined || high === undefined || low['ifIndex'] !== high['ifIndex']) continue
      for (const [field, least] of Object.entries(low)) {
        const value = fields['if_counters']![field]
        expect(outside(`${name} ${field}`, value, least % 2 ** 32, high[field]!)).toEqual([])
      }
    }
    const there = [...before.links.keys()].filter((name) => after.links.has(name))
    expect(names).toEqual(expect.arrayContaining(there))
  })

  it('agrees with the kernel on processors, paging and disks', () => {
    expect(outsideBounds(before.figures, after.figures)).toEqual([])
    const load = readFileSync('/proc/loadavg', 'utf8').split(' ').map(Number)
    const cpu = host.get('host_cpu')!
    expect(Math.abs((cpu['load_fifteen'] as number) - load[2]!)).toBeLessThan(0.2)
    expect(cpu['cpu_num']).toBe(readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)!.length)
    expect(cpu['proc_total']).toBeGreaterThan(0)
  })

  it('agrees with the kernel on memory', () => {
    for (const [name, bytes] of Object.entries(before.memory)) {
      const value = host.get('host_memory')![name.split('.')[1]!] as number
      const highest = Math.max(bytes, after.memory[name]!)
      const lowest = Math.min(bytes, after.memory[name]!)
      const slack = name.endsWith('total') ? 0 : SLACK_BYTES
      expect(outside(name, value, lowest - slack, highest + slack)).toEqual([])
    }
  })

  it('agrees with statfs on disk space', (ctx) => {
    const { total, free, fullest } = space()
    const disk = host.get('host_disk_io')!
    if (total === 0 || disk['part_max_used'] === null) ctx.skip('no file system of a disk is mounted here')
    expect(disk['disk_total']).toBe(total)
    expect(Math.abs((disk['disk_free'] as number) - free)).toBeLessThan(SLACK_BYTES)
    expect(Math.abs((disk['part_max_used'] as number) / 100 - fullest)).toBeLessThan(1)
  })

  it('agrees with the kernel on traffic: that of the hardware', (ctx) => {
    const names = [...before.links.keys()].filter((name) => isHardware(name))
    if (names.length === 0) ctx.skip('this machine has no network hardware')
    const sum = (links: Map<string, Figures>, field: string): number =>
      names.reduce((total, name) => total + links.get(name)![field]!, 0)
    const io = host.get('host_net_io')!
    const pairs = { bytes_in: 'ifInOctets', packets_out: 'ifOutUcastPkts', bytes_out: 'ifOutOctets' }
    for (const [ours, theirs] of Object.entries(pairs)) {
      expect(outside(ours, io[ours], sum(before.links, theirs), sum(after.links, theirs))).toEqual([])
    }
  })

  it('agrees with the kernel on MIB-2, name by name', () => {
    const { low, high } = snmpFigures
    const isLevel = (name: string): boolean => LEVELS.test(name)
    const only = (figures: Figures, keep: (name: string) => boolean): Figures =>
      Object.fromEntries(Object.entries(figures).filter(([name]) => keep(name)))
    expect(Object.keys(low)).toHaveLength(19 + 25 + 15 + 7)
    expect(
      outsideBounds(
        only(low, (name) => !isLevel(name)),
        high,
      ),
    ).toEqual([])
    for (const name of [
      'mib2_ip_group.ipForwarding',
      'mib2_ip_group.ipDefaultTTL',
      'mib2_tcp_group.tcpRtoMax',
    ]) {
      const [record, field] = name.split('.') as [string, string]
      expect(outside(name, host.get(record)![field], high[name]!, high[name]!)).toEqual([])
    }
  })

  it('says who the host is', () => {
    // sflow_host.txt, enum machine_type.
    const machine = { x64: 3, arm64: 10 }[process.arch as string]
    const descr = host.get('host_descr')!
    expect(descr).toMatchObject({ hostname: hostname(), os_name: 2, os_release: release() })
    if (machine !== undefined) expect(descr['machine_type']).toBe(machine)
    expect(descr['uuid']).toMatch(/^[\da-f]{32}$/)
    const firmware = textOf('/sys/class/dmi/id/product_uuid')
    if (firmware !== '') expect(descr['uuid']).toBe(firmware.replaceAll('-', '').toLowerCase())
    // machine-id(5): it is a secret.
    expect(descr['uuid']).not.toBe(textOf('/etc/machine-id'))
  })

  it('names the hardware addresses of interfaces that are up', () => {
    const adapters = host.get('host_adapters')!['adapters'] as { ifIndex: number; mac_address: string[] }[]
    const names = new Map([...after.links].map(([name, { ifIndex }]) => [ifIndex, name]))
    for (const { ifIndex, mac_address } of adapters) {
      const name = names.get(ifIndex)
      if (name === undefined) continue
      expect(mac_address).toEqual([textOf(`/sys/class/net/${name}/address`).replaceAll(':', '')])
    }
    const up = [...after.links.keys()].filter((name) => isHardware(name) && isUp(name))
    expect(adapters.map(({ ifIndex }) => names.get(ifIndex))).toEqual(expect.arrayContaining(up))
  })
})

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Hardware and virtual machines' network cards have a device in sysfs; what software makes has none. */
const isHardware = (name: string): boolean => textOf(`/sys/class/net/${name}/device/uevent`) !== ''
const isUp = (name: string): boolean => (Number(textOf(`/sys/class/net/${name}/flags`)) & 1) === 1
