import type { Source } from './source.ts'
import { adaptersLinux } from './adapters.linux.ts'
import { adaptersNode } from './adapters.node.ts'
import { cpuLinux } from './cpu.linux.ts'
import { cpuNode } from './cpu.node.ts'
import { descrLinux } from './descr.linux.ts'
import { descrNode } from './descr.node.ts'
import { diskLinux } from './disk.linux.ts'
import { memoryLinux } from './memory.linux.ts'
import { memoryNode } from './memory.node.ts'
import { mib2Linux } from './mib2.linux.ts'
import { netIoLinux } from './net-io.linux.ts'

/** One kind of metrics: the source on Linux, and the one on any other system, if there is one. */
interface SourceVariants {
  readonly linux: Source
  readonly node: Source | undefined
}

/**
 * The sources of the physical host's sample (2:1), in the order of its records: that of the C daemon, whose last one
 * is the one that can be long.
 */
const hostSources: Readonly<Record<string, SourceVariants>> = {
  descr: { linux: descrLinux, node: descrNode },
  'net-io': { linux: netIoLinux, node: undefined },
  cpu: { linux: cpuLinux, node: cpuNode },
  memory: { linux: memoryLinux, node: memoryNode },
  disk: { linux: diskLinux, node: undefined },
  mib2: { linux: mib2Linux, node: undefined },
  adapters: { linux: adaptersLinux, node: adaptersNode },
}

/** The sources that work on a platform. */
export function sourcesOf(platform: NodeJS.Platform): Source[] {
  const variants = Object.values(hostSources)
  return platform === 'linux'
    ? variants.map(({ linux }) => linux)
    : variants.flatMap(({ node }) => node ?? [])
}
