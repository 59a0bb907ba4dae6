// Which lines of /proc/diskstats make up the host's disk traffic, each byte of it once.
import type { HostFiles, HostPath } from './files.ts'

/** Memory (ram, zram), files of file systems that are counted already (loop), copies onto counted disks (drbd). */
const notDisks = /^(?:z?ram|loop|drbd)\d/
/** Without sysfs, by name: made of other disks. */
const stackedByName = /^(?:dm-|md_?d?\d|md\d|bcache\d)/
/** Path of an NVMe multipath disk: subsystem, controller, namespace (drivers/nvme/host/multipath.c). */
const nvmePath = /^nvme(\d+)c\d+n(\d+)$/

/**
 * Picks the disks to count from the names in /proc/diskstats. Counted are whole disks of any driver, also virtual
 * (vda, xvda, rbd0, nbd0) and removable ones (sr0). Not counted: partitions; what is made of other disks that are
 * counted (device mapper, md, bcache); memory, loop devices, drbd. Of an NVMe disk with several paths the paths count:
 * all kernels keep their figures, not all keep those of the disk itself.
 */
export function countedDisks(files: HostFiles, names: readonly string[]): ReadonlySet<string> {
  const whole = new Set(files.list('sys:block') ?? [])
  const heads = new Set(
    names.flatMap((name) => {
      const path = nvmePath.exec(name)
      return path === null ? [] : [`nvme${path[1]}n${path[2]}`]
    }),
  )
  const counts = (name: string, at: number): boolean => {
    if (notDisks.test(name) || heads.has(name)) return false
    if (whole.size === 0) return !stackedByName.test(name) && !isPartitionByName(name, names.slice(0, at))
    // sysfs cannot have a slash in a name: cciss/c0d0 is cciss!c0d0.
    const entry = name.replaceAll('/', '!')
    return whole.has(entry) && !isStacked(files, entry)
  }
  return new Set(names.filter(counts))
}

function isStacked(files: HostFiles, entry: string): boolean {
  const slaves: HostPath = `sys:block/${entry}/slaves`
  return (files.list(slaves)?.length ?? 0) > 0 || stackedByName.test(entry)
}

/**
 * The kernel lists a disk before its partitions: sda, sda1; nvme0n1, nvme0n1p1 (block/partitions/core.c: a `p` where
 * the disk's name ends in a digit), so that nvme0n10 is a disk of its own.
 */
function isPartitionByName(name: string, before: readonly string[]): boolean {
  return before.some(
    (disk) => name.startsWith(disk) && (/\d$/.test(disk) ? /^p\d+$/ : /^\d+$/).test(name.slice(disk.length)),
  )
}
