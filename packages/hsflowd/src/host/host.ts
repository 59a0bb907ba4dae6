import { statfsSync } from 'node:fs'
import os from 'node:os'
import { linuxNetAvailable, statvfs } from '@host-sflow/linux-net'
import type { FileSystemSpace } from '@host-sflow/linux-net'
import { HostError } from './errors.ts'
import { hostFiles, systemRoots } from './files.ts'
import type { HostFiles, HostRoots } from './files.ts'
import { openNetlinkNetwork } from './network.netlink.ts'
import { openSysfsNetwork } from './network.sysfs.ts'
import { emptyNetwork } from './network.ts'
import type { NetworkView } from './network.ts'

/** What is the same on every system that Node runs on. */
export type SystemFacts = Pick<
  typeof os,
  | 'arch'
  | 'cpus'
  | 'freemem'
  | 'hostname'
  | 'loadavg'
  | 'machine'
  | 'networkInterfaces'
  | 'release'
  | 'totalmem'
  | 'uptime'
>

/** Everything that a source may ask of the host that it describes. */
export interface Host {
  readonly platform: NodeJS.Platform
  readonly files: HostFiles
  readonly network: NetworkView
  readonly os: SystemFacts
  /** Monotonic clock. */
  readonly nowMs: () => number
  /** The configured UUID, bare lower-case hex. */
  readonly uuid: string | undefined
  /** Space of the file system at a path of this process; undefined when it cannot be had. */
  readonly spaceOf: (path: string) => FileSystemSpace | undefined
  /** Takes what an operator should know once; nothing has failed. */
  readonly note: (note: HostError) => void
  close(): void
}

/** What of a host can be replaced; all of it has a default. */
export interface HostOptions {
  readonly platform?: NodeJS.Platform
  readonly roots?: Partial<HostRoots>
  readonly os?: SystemFacts
  readonly nowMs?: () => number
  readonly uuid?: string
  readonly spaceOf?: Host['spaceOf']
  /** Where interfaces are looked for: `'sysfs'` also serves recorded trees; `'netlink'` is the default where it works. */
  readonly network?: 'netlink' | 'sysfs'
  readonly onNote?: (note: HostError) => void
}

/** The host that this process runs on, or the one whose roots are given. Close it. */
export function openHost(options: HostOptions = {}): Host {
  const { platform = process.platform, nowMs = () => performance.now(), onNote = () => undefined } = options
  const files = hostFiles({ ...systemRoots, ...options.roots }, nowMs)
  const told = new Set<string>()
  const note = (problem: HostError): void => {
    if (told.has(problem.message)) return
    told.add(problem.message)
    onNote(problem)
  }
  if (platform === 'linux')
    for (const file of ['proc:stat', 'sys:class'] as const)
      if (!files.exists(file)) note(new HostError('HSF_HOST_ROOT', files.path(file)))
  const network = openNetwork(platform, options.network, files, nowMs, note)
  return {
    platform,
    files,
    network,
    os: options.os ?? os,
    nowMs,
    uuid: options.uuid,
    spaceOf: options.spaceOf ?? spaceOf,
    note,
    close: () => network.close(),
  }
}

function openNetwork(
  platform: NodeJS.Platform,
  choice: HostOptions['network'],
  files: HostFiles,
  nowMs: () => number,
  note: Host['note'],
): NetworkView {
  if (platform !== 'linux') return emptyNetwork()
  if (choice === 'sysfs') return openSysfsNetwork(files, nowMs)
  try {
    return openNetlinkNetwork()
  } catch (error) {
    // No native module, or a sandbox that forbids the sockets (EAFNOSUPPORT with RestrictAddressFamilies=).
    note(new HostError('HSF_HOST_NETWORK', error instanceof Error ? error.message : String(error)))
    return openSysfsNetwork(files, nowMs)
  }
}

let fragmentSizes = true

/** Node's statfs takes the block size for the fragment size: they differ on a few file systems (UFS). */
function spaceOf(path: string): FileSystemSpace | undefined {
  try {
    if (fragmentSizes) {
      if (linuxNetAvailable().available) return statvfs(path)
      fragmentSizes = false
    }
    const { bsize, blocks, bfree, bavail } = statfsSync(path)
    return { blockBytes: bsize, blocks, free: bfree, available: bavail }
  } catch {
    // Unmounted meanwhile, or not ours to look at.
    return undefined
  }
}
