import { readFile, readdir, stat } from 'node:fs/promises'
import { totalmem } from 'node:os'
import type { Clock } from '@host-sflow/agent-runtime'

/** Both change slowly; descriptors are asked of the kernel through the thread pool. */
const REFRESH_MS = 5000

/** What this process uses, and may use; 0: unknown. */
export interface Resources {
  readonly memoryUsed: number
  readonly memoryMax: number
  readonly descriptors: number
  readonly descriptorsMax: number
}

export interface ProcessResources {
  read(): Resources
  stop(): void
}

/** Keeps the figures of this process up to date; limits are read once, each costs files that are opened. */
export function watchProcessResources(clock: Clock): ProcessResources {
  const memoryMax = mostMemory()
  let memoryUsed = process.memoryUsage.rss()
  let descriptors = 0
  let descriptorsMax = 0
  let stopped = false
  let cancel = (): void => undefined

  async function refresh(): Promise<void> {
    memoryUsed = process.memoryUsage.rss()
    descriptors = await openDescriptors()
    if (!stopped) cancel = clock.schedule(() => void refresh(), REFRESH_MS)
  }

  async function readLimits(): Promise<void> {
    descriptorsMax = await mostDescriptors()
  }

  void readLimits()
  void refresh()
  return {
    read: () => ({ memoryUsed, memoryMax, descriptors, descriptorsMax }),
    stop() {
      stopped = true
      cancel()
    },
  }
}

/** Where no control group sets a limit, Node tells a number far beyond the memory of the machine. */
function mostMemory(): number {
  const constrained = process.constrainedMemory()
  const all = totalmem()
  return constrained > 0 && constrained < all ? constrained : all
}

/** Linux 6.2 and later tells the number as the size of the directory (proc_pid_fd(5)); earlier ones are counted. */
async function openDescriptors(): Promise<number> {
  try {
    const { size } = await stat('/proc/self/fd')
    return size > 0 ? size : (await readdir('/proc/self/fd')).length
  } catch {
    return 0
  }
}

/** The soft limit, proc_pid_limits(5). */
async function mostDescriptors(): Promise<number> {
  try {
    const limits = await readFile('/proc/self/limits', 'latin1')
    return Number(/^Max open files\s+(\d+)/mu.exec(limits)?.[1] ?? 0)
  } catch {
    return 0
  }
}
