import { hostMemory } from '@host-sflow/sflow-encoder'
import type { FieldsOf, Source } from './source.ts'

/** Memory of any system. */
export const memoryNode: Source = {
  name: 'memory',
  emits: [hostMemory],
  reads: [],
  missing: 'buffers, cache, shared memory, swap space, paging counters',
  open({ os }) {
    const fields: FieldsOf<typeof hostMemory> = { mem_total: os.totalmem() }
    const records = [{ row: hostMemory, fields }] as const
    return {
      collect() {
        fields.mem_free = os.freemem()
        return records
      },
      close: () => undefined,
    }
  },
}
