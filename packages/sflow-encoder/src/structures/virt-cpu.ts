import { enumeration, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const virtCpu = counterRecord(
  'virt_cpu',
  { enterprise: 0, format: 2101, spec: 'sflow_host.txt' },
  {
    state: enumeration('vir_domain_state', { sflowtool: 'vcpu_state' }),
    cpuTime: u32({ unit: 'ms', kind: 'counter', sflowtool: 'vcpu_cpu_mS' }),
    nrVirtCpu: u32({ sflowtool: 'vcpu_cpuCount' }),
  },
)
