import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const virtNode = counterRecord(
  'virt_node',
  { enterprise: 0, format: 2100, spec: 'sflow_host.txt' },
  {
    mhz: u32({ unit: 'MHz', sflowtool: 'vnode_mhz' }),
    cpus: u32({ sflowtool: 'vnode_cpus' }),
    memory: u64({ unit: 'bytes', sflowtool: 'vnode_memory' }),
    memory_free: u64({ unit: 'bytes', sflowtool: 'vnode_memory_free' }),
    num_domains: u32({ sflowtool: 'vnode_num_domains' }),
  },
)
