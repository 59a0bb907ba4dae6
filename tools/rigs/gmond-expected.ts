// Names as gmond prints them, by the standard's enumeration values.
const MACHINE_TYPES = 'unknown other x86 x86_64 ia64 sparc alpha powerpc m68k mips arm hppa s390'.split(' ')
const OS_NAMES =
  'Unknown Other Linux Windows Darwin HP-UX AIX DragonflyBSD FreeBSD NetBSD OpenBSD OSF1 SunOS'.split(' ')

const LOADS = ['load_one', 'load_five', 'load_fifteen'] as const
const COUNTS = ['proc_run', 'proc_total', 'cpu_num', 'cpu_speed'] as const
const MEMORY = [
  'mem_total',
  'mem_free',
  'mem_shared',
  'mem_buffers',
  'mem_cached',
  'swap_total',
  'swap_free',
] as const
const DISKS = ['disk_total', 'disk_free'] as const

type Gauges<Names extends string> = Readonly<Record<Names, number | bigint | null>>

/** The gauges of a host sample, as sent: bytes, the standard's units, null = unknown. */
export type HostGauges = {
  hostDescr: { uuid: string; machine_type: number; os_name: number; os_release: string }
  hostCpu: Gauges<(typeof LOADS)[number] | (typeof COUNTS)[number]>
  hostMemory: Gauges<(typeof MEMORY)[number]>
  hostDiskIo: Gauges<(typeof DISKS)[number] | 'part_max_used'>
}

/**
 * What gmond's XML says for the gauges of a host sample: its metric names, units and rounding (it keeps most
 * values as 32-bit floats). An unknown gauge has no metric. Counters become rates over arrival times, so they
 * cannot be foretold and are not here.
 */
export function gmondGauges({
  hostDescr,
  hostCpu,
  hostMemory,
  hostDiskIo,
}: HostGauges): Record<string, string> {
  return {
    uuid: hostDescr.uuid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    machine_type: MACHINE_TYPES[hostDescr.machine_type] ?? '',
    os_name: OS_NAMES[hostDescr.os_name] ?? '',
    os_release: hostDescr.os_release,
    ...printed(hostCpu, LOADS, (load) => Math.fround(load).toFixed(2)),
    ...printed(hostCpu, COUNTS, String),
    ...printed(hostMemory, MEMORY, (bytes) => Math.fround(Math.floor(bytes / 1024)).toFixed(0)),
    ...printed(hostDiskIo, DISKS, (bytes) => (bytes / 2 ** 30).toFixed(3)),
    ...printed(hostDiskIo, ['part_max_used'], (hundredths) => Math.fround(hundredths / 100).toFixed(2)),
  }
}

function printed<Name extends string>(
  gauges: Gauges<Name>,
  names: readonly Name[],
  print: (value: number) => string,
): Record<string, string> {
  const known = names.filter((name) => gauges[name] !== null)
  return Object.fromEntries(known.map((name) => [name, print(Number(gauges[name]))]))
}
