import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const nvidiaGpu = counterRecord(
  'nvidia_gpu',
  {
    enterprise: 5703,
    format: 1,
    spec: 'sflow_nvml.txt',
    status: 'vendor(NVIDIA)',
    notes: 'temperature/fan are maxima over devices; others sums. 48 bytes',
  },
  {
    device_count: u32({ sflowtool: 'nvml_device_count' }),
    processes: u32({ sflowtool: 'nvml_processes' }),
    gpu_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'nvml_gpu_mS' }),
    mem_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'nvml_mem_mS' }),
    mem_total: u64({ unit: 'bytes', sflowtool: 'nvml_mem_bytes_total' }),
    mem_free: u64({ unit: 'bytes', sflowtool: 'nvml_mem_bytes_free' }),
    ecc_errors: u32({ kind: 'counter', sflowtool: 'nvml_ecc_errors' }),
    energy: u32({ unit: 'mJ', kind: 'counter', sflowtool: 'nvml_energy_mJ' }),
    temperature: u32({ unit: 'degC', sflowtool: 'nvml_temperature_C' }),
    fan_speed: u32({ unit: 'percent', sflowtool: 'nvml_fan_speed_pc' }),
  },
)
