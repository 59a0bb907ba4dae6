// This host's figures, read by the tests themselves, by `record.field` as the stream names them.
import { readdirSync, readFileSync, readlinkSync, statfsSync, statSync } from 'node:fs'

export type Figures = Readonly<Record<string, number>>

const read = (file: string): string => readFileSync(file, 'utf8')

/** Lines of `KEY VALUE` or `KEY: VALUE kB`. */
function pairs(file: string): Map<string, number> {
  const lines = read(file).split('\n')
  return new Map(
    lines.map((line) => {
      const [key = '', value] = line.split(/:?\s+/)
      return [key, Number(value)] as const
    }),
  )
}

function processors(): Figures {
  const stat = read('/proc/stat')
  const [, ...ticks] = /^cpu .*$/m.exec(stat)![0].split(/\s+/).map(Number)
  // proc(5): the order of the columns. USER_HZ is 100.
  const names = ['user', 'nice', 'system', 'idle', 'wio', 'intr', 'sintr', 'steal', 'guest', 'guest_nice']
  return {
    ...Object.fromEntries(names.map((name, i) => [`host_cpu.cpu_${name}`, ticks[i]! * 10])),
    'host_cpu.interrupts': Number(/^intr (\d+)/m.exec(stat)![1]),
    'host_cpu.contexts': Number(/^ctxt (\d+)/m.exec(stat)![1]),
    'host_cpu.uptime': Math.floor(Number.parseFloat(read('/proc/uptime'))),
  }
}

function paging(): Figures {
  const vmstat = pairs('/proc/vmstat')
  return {
    'host_memory.page_in': vmstat.get('pgpgin')!,
    'host_memory.page_out': vmstat.get('pgpgout')!,
    'host_memory.swap_in': vmstat.get('pswpin')!,
    'host_memory.swap_out': vmstat.get('pswpout')!,
  }
}

/** Whole disks with a device behind them, by way of sysfs instead of /proc/diskstats. */
function disks(): Figures {
  const names = readdirSync('/sys/block').filter(
    (name) =>
      !/^(?:loop|ram|zram|dm-|md)/.test(name) && !readlinkSync(`/sys/block/${name}`).includes('/virtual/'),
  )
  const rows = names.map((name) => read(`/sys/block/${name}/stat`).trim().split(/\s+/).map(Number))
  const sum = (column: number): number => rows.reduce((total, row) => total + row[column]!, 0)
  return {
    'host_disk_io.reads': sum(0),
    'host_disk_io.bytes_read': sum(2) * 512,
    'host_disk_io.read_time': sum(3),
    'host_disk_io.writes': sum(4),
    'host_disk_io.bytes_written': sum(6) * 512,
    'host_disk_io.write_time': sum(7),
  }
}

/** Names of /proc/net/snmp by name of the standard, where they differ by more than the group. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  InCsumErrs: 'InCsumErrors',
  InParamProbs: 'InParmProbs',
  OutParamProbs: 'OutParmProbs',
}

/** Values of a MIB-2 group by name of the standard (`ipForwarding`), looked up by name in /proc/net/snmp. */
export function mib2(
  group: 'ip' | 'icmp' | 'tcp' | 'udp',
  fields: readonly string[],
  snmp = read('/proc/net/snmp'),
): Figures {
  const title = group[0]!.toUpperCase() + group.slice(1)
  const [names, values] = snmp
    .split('\n')
    .filter((line) => line.startsWith(`${title}: `))
    .map((line) => line.split(' '))
  return Object.fromEntries(
    fields.map((field) => {
      const name = field.slice(group.length)
      const value = values![names!.indexOf(OTHER_NAMES[name] ?? name)]
      return [`mib2_${group}_group.${field}`, Number(value)] as const
    }),
  )
}

/** What only rises, and is left alone by network namespaces. */
export const rising = (): Figures => ({ ...processors(), ...paging(), ...disks() })

/** Bytes, as /proc/meminfo has them. */
export function memory(): Figures {
  const meminfo = pairs('/proc/meminfo')
  const bytes = (name: string): number => meminfo.get(name)! * 1024
  return {
    'host_memory.mem_total': bytes('MemTotal'),
    'host_memory.mem_free': bytes('MemFree'),
    'host_memory.mem_shared': bytes('Shmem'),
    'host_memory.mem_buffers': bytes('Buffers'),
    'host_memory.mem_cached': bytes('Cached') + bytes('SReclaimable'),
    'host_memory.swap_total': bytes('SwapTotal'),
    'host_memory.swap_free': bytes('SwapFree'),
  }
}

export interface Space {
  readonly total: number
  readonly free: number
  /** Percent of the fullest one. */
  readonly fullest: number
}

/** Local, writable file systems, each device once: its number tells them apart, not its name. */
export function space(): Space {
  const byDevice = new Map<number, string>()
  for (const line of read('/proc/self/mounts').split('\n')) {
    const [device = '', path = '', type = '', options = ''] = line.split(' ')
    // Programs that serve files (FUSE) may hang.
    if (type.startsWith('fuse')) continue
    if (!device.startsWith('/dev/') || /^\/dev\/(?:loop|ram|zram)/.test(device)) continue
    if (options.split(',').includes('rw')) byDevice.set(statSync(path).dev, path)
  }
  const all = [...byDevice.values()].map((path) => statfsSync(path))
  return {
    total: all.reduce((sum, { blocks, bsize }) => sum + blocks * bsize, 0),
    free: all.reduce((sum, { bavail, bsize }) => sum + bavail * bsize, 0),
    fullest: Math.max(0, ...all.map(({ blocks, bavail }) => 100 * (1 - bavail / blocks))),
  }
}

/** Index and counters of each interface, by name. */
export function interfaces(): Map<string, Figures> {
  const counters = {
    ifInOctets: 'rx_bytes',
    ifInUcastPkts: 'rx_packets',
    ifInErrors: 'rx_errors',
    ifOutOctets: 'tx_bytes',
    ifOutUcastPkts: 'tx_packets',
    ifOutErrors: 'tx_errors',
  }
  const all = new Map<string, Figures>()
  for (const name of readdirSync('/sys/class/net')) {
    const folder = `/sys/class/net/${name}`
    try {
      const ifIndex = Number(read(`${folder}/ifindex`))
      const entries = Object.entries(counters).map(
        ([field, file]) => [field, Number(read(`${folder}/statistics/${file}`))] as const,
      )
      all.set(name, { ifIndex, ...Object.fromEntries(entries) })
    } catch {
      // Another test's: it went meanwhile (or it is a file, such as bonding_masters).
    }
  }
  return all
}
