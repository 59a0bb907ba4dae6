import { string } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const jvmRuntime = counterRecord(
  'jvm_runtime',
  { enterprise: 0, format: 2105, spec: 'sflow_jvm.txt' },
  {
    vm_name: string(64, { sflowtool: 'jvm_name' }),
    vm_vendor: string(32, { sflowtool: 'jvm_vendor' }),
    vm_version: string(32, { sflowtool: 'jvm_version' }),
  },
)
