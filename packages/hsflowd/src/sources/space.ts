import type { Host } from '../host/host.ts'
import type { SpaceMount } from './mounts.ts'

/** Space of several file systems together. */
export interface Space {
  totalBytes: number
  freeBytes: number
  /** Hundredths of a percent of the fullest one; undefined when there is none. */
  maxUsed: number | undefined
}

/**
 * Adds up the space of file systems. Free is what users without privileges can have, as in the C daemon and `df`.
 * Datasets of one ZFS pool share its free space, which is counted once. The result is written into `space`.
 */
export function addUp(
  mounts: readonly SpaceMount[],
  spaceOf: Host['spaceOf'],
  prefix: string,
  space: Space,
): void {
  space.totalBytes = 0
  space.freeBytes = 0
  space.maxUsed = undefined
  let pools: Set<string> | undefined
  for (const mount of mounts) {
    const answer = spaceOf(prefix + mount.path)
    if (answer === undefined || answer.blocks === 0) continue
    const { blockBytes, blocks, available } = answer
    let shared = 0
    if (mount.pool) {
      const pool = mount.device.split('/', 1)[0]!
      pools ??= new Set()
      if (pools.has(pool)) shared = available
      pools.add(pool)
    }
    space.totalBytes += (blocks - shared) * blockBytes
    space.freeBytes += (available - shared) * blockBytes
    const used = Math.floor(((blocks - available) * 10_000) / blocks)
    if (space.maxUsed === undefined || used > space.maxUsed) space.maxUsed = used
  }
}
