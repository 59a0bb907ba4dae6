// Names as gmond prints them, by the standard's enumeration values.
const MACHINE_TYPES = 'unknown other x86 x86_64 ia64 sparc alpha powerpc m68k mips arm hppa s390'.split(' ')
const OS_NAMES =
  'Unknown Other Linux Windows Darwin HP-UX AIX DragonflyBSD FreeBSD NetBSD OpenBSD OSF1 SunOS'.split(' ')

type Gauges<Names extends string> = Record<Names, number | null>

/** The gauges of a host sample, as sent: bytes, the standard's units, null = unknown. */
export type HostGauges = {
  hostDescr: { uuid: string; machine_type: number; os_name: number; os_release: string }
  hostCpu: Gauges<
    'load_one' | 'load_five' | 'load_fifteen' | 'proc_run' | 'proc_total' | 'cpu_num' | 'cpu_speed'
  >
  hostMemory: Gauges<
    'mem_total' | 'mem_free' | 'mem_shared' | 'mem_buffers' | 'mem_cached' | 'swap_total' | 'swap_free'
  >
  hostDiskIo: Gauges<'disk_total' | 'disk_free' | 'part_max_used'>
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
  const { load_one, load_five, load_fifteen, ...counts } = hostCpu
  return {
    uuid: hostDescr.uuid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    machine_type: MACHINE_TYPES[hostDescr.machine_type] ?? '',
    os_name: OS_NAMES[hostDescr.os_name] ?? '',
    os_release: hostDescr.os_release,
    ...printed({ load_one, load_five, load_fifteen }, (load) => Math.fround(load).toFixed(2)),
    ...printed(counts, String),
    ...printed(hostMemory, (bytes) => Math.fround(Math.floor(bytes / 1024)).toFixed(0)),
    ...printed({ disk_total: hostDiskIo.disk_total, disk_free: hostDiskIo.disk_free }, (bytes) =>
      (bytes / 2 ** 30).toFixed(3),
    ),
    ...printed({ part_max_used: hostDiskIo.part_max_used }, (hundredths) =>
      Math.fround(hundredths / 100).toFixed(2),
    ),
  }
}

function printed(
  gauges: Record<string, number | null>,
  print: (value: number) => string,
): Record<string, string> {
  const known = Object.entries(gauges).filter((entry): entry is [string, number] => entry[1] !== null)
  return Object.fromEntries(known.map(([name, value]) => [name, print(value)]))
}
