// Which file systems make up the host's disk space.

/** A file system to ask for its space. */
export interface SpaceMount {
  /** What is mounted; the pool of a ZFS dataset. */
  readonly device: string
  readonly path: string
  /** Datasets of a pool have its free space in common: it counts once. */
  readonly pool: boolean
}

/** Devices that are no disk: memory, and files of file systems that are counted already. */
const notDisks = /^\/dev\/(?:z?ram|loop)\d/
/** Ancient forms that the C daemon knows: devices below /dev2, UBI volumes of flash memory. */
const localDevice = /^(?:\/dev2?\/|ubi\d*:)/

/**
 * File systems that another program serves; their device says nothing (`/dev/fuse`, or a real disk for fuseblk).
 * statvfs(2) asks that program and waits: one that hangs would stop polling and signals of this process with it.
 */
const servedByProgram = /^fuse(?:blk)?(?:\.|$)/

/**
 * Local file systems in the text of /proc/PID/mountinfo or /proc/PID/mounts that can be written, each device once whatever the number of its
 * mounts (bind mounts, btrfs subvolumes). Network file systems are left out, as asking one that does not answer
 * would stop the process; and so is a mount that another one covers.
 */
export function parseMounts(text: string): SpaceMount[] {
  const byPath = new Map<string, SpaceMount | undefined>()
  for (const line of text.split('\n')) {
    const [source = '', target, type, options] = columns(line)
    if (target === undefined || type === undefined || options === undefined) continue
    const path = unescape(target)
    const writable = options.split(',', 1)[0] !== 'ro'
    const pool = type === 'zfs'
    const disk = localDevice.test(source) && !notDisks.test(source) && !servedByProgram.test(type)
    const local = pool || disk
    byPath.set(path, local && writable ? { device: unescape(source), path, pool } : undefined)
  }
  const seen = new Set<string>()
  return [...byPath.values()].filter((mount): mount is SpaceMount => {
    if (mount === undefined || seen.has(mount.device)) return false
    seen.add(mount.device)
    return true
  })
}

/**
 * Source, target, type and options, whichever of the two files a line is of. proc_pid_mountinfo(5) has the options of the
 * file system itself at its end, behind ` - `: a sandbox (ProtectSystem= of systemd) makes every mount read-only for
 * us, and the host's disks have their space nevertheless.
 */
function columns(line: string): (string | undefined)[] {
  const end = line.indexOf(' - ')
  if (end < 0) return line.split(' ')
  const [type, source, options] = line.slice(end + ' - '.length).split(' ')
  return [source, line.split(' ', 5)[4], type, options]
}

/** The kernel writes blanks, line feeds and backslashes as octal numbers (fs/seq_file.c, mangle_path). */
function unescape(text: string): string {
  if (!text.includes('\\')) return text
  const bytes = text.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return bytes
}
