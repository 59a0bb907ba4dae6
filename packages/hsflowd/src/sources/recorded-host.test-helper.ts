// For tests: the host that a tree below testdata/ records.
import { join } from 'node:path'
import { openHost } from '../host/host.ts'
import type { Host, HostOptions, SystemFacts } from '../host/host.ts'

const system: SystemFacts = {
  arch: () => 'x64',
  cpus: () => [],
  freemem: () => 0,
  hostname: () => 'unused',
  loadavg: () => [0, 0, 0],
  machine: () => 'x86_64',
  networkInterfaces: () => ({}),
  release: () => '6.1.0-recorded',
  totalmem: () => 0,
  uptime: () => 0,
}

/** 1000 blocks of 4 KiB, half of them free; reserved for root is a fifth of the free. */
const space = { blockBytes: 4096, blocks: 1000, free: 500, available: 400 }

/** Opens a recorded tree with a clock that stands still and file systems that are all alike. */
export function recordedHost(name: string, options: HostOptions = {}): Host {
  const tree = join(import.meta.dirname, '../../testdata', name)
  return openHost({
    platform: 'linux',
    roots: { proc: join(tree, 'proc'), sys: join(tree, 'sys'), root: join(tree, 'root') },
    network: 'sysfs',
    os: system,
    nowMs: () => 0,
    spaceOf: () => space,
    ...options,
  })
}
