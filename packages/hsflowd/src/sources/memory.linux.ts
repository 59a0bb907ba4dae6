import { hostMemory } from '@host-sflow/sflow-encoder'
import { emptyText, integerAfter, known, lineKey } from '../host/text.ts'
import type { Text } from '../host/text.ts'
import type { FieldsOf, Source } from './source.ts'

type Memory = FieldsOf<typeof hostMemory>

// In the order of the files, so that one pass finds them all (fs/proc/meminfo.c, mm/vmstat.c).
const meminfo = {
  total: lineKey('MemTotal:'),
  free: lineKey('MemFree:'),
  buffers: lineKey('Buffers:'),
  cached: lineKey('Cached:'),
  swapTotal: lineKey('SwapTotal:'),
  swapFree: lineKey('SwapFree:'),
  shared: lineKey('Shmem:'),
  reclaimable: lineKey('SReclaimable:'),
} as const
const vmstat = {
  pageIn: lineKey('pgpgin '),
  pageOut: lineKey('pgpgout '),
  swapIn: lineKey('pswpin '),
  swapOut: lineKey('pswpout '),
} as const
const KIB = 1024

/** Fills in /proc/meminfo. Cached memory includes the slabs that can be reclaimed, as in the output of `free`. */
export function parseMeminfo(text: Text, memory: Memory): void {
  memory.mem_total = known(integerAfter(text, meminfo.total) * KIB)
  memory.mem_free = known(integerAfter(text, meminfo.free) * KIB)
  memory.mem_buffers = known(integerAfter(text, meminfo.buffers) * KIB)
  const cached = integerAfter(text, meminfo.cached)
  memory.swap_total = known(integerAfter(text, meminfo.swapTotal) * KIB)
  memory.swap_free = known(integerAfter(text, meminfo.swapFree) * KIB)
  memory.mem_shared = known(integerAfter(text, meminfo.shared) * KIB)
  const reclaimable = integerAfter(text, meminfo.reclaimable)
  memory.mem_cached = known((cached + (Number.isNaN(reclaimable) ? 0 : reclaimable)) * KIB)
}

/** Fills in /proc/vmstat: KiB read from and written to block devices, pages swapped. */
export function parseVmstat(text: Text, memory: Memory): void {
  memory.page_in = known(integerAfter(text, vmstat.pageIn))
  memory.page_out = known(integerAfter(text, vmstat.pageOut))
  memory.swap_in = known(integerAfter(text, vmstat.swapIn))
  memory.swap_out = known(integerAfter(text, vmstat.swapOut))
}

/** Memory of a Linux host. */
export const memoryLinux: Source = {
  name: 'memory',
  emits: [hostMemory],
  reads: ['proc:meminfo', 'proc:vmstat'],
  open({ files }) {
    const meminfoFile = files.keep('proc:meminfo', { whole: true })
    const vmstatFile = files.keep('proc:vmstat')
    const fields: Memory = {}
    const records = [{ row: hostMemory, fields }] as const
    return {
      collect() {
        const text = meminfoFile.read()
        if (text === undefined) return []
        parseMeminfo(text, fields)
        parseVmstat(vmstatFile.read() ?? emptyText, fields)
        return records
      },
      close() {
        meminfoFile.close()
        vmstatFile.close()
      },
    }
  },
}
