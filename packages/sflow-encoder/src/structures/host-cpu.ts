import { f32, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostCpu = counterRecord(
  'host_cpu',
  {
    enterprise: 0,
    format: 2003,
    spec: 'sflow_host.txt',
    notes:
      '68 bytes in the 2010 text, 80 with the three appended fields (hsflowd since 2014); decide by record length',
  },
  {
    load_one: f32({ unknown: -1, sflowtool: 'cpu_load_one' }),
    load_five: f32({ unknown: -1, sflowtool: 'cpu_load_five' }),
    load_fifteen: f32({ unknown: -1, sflowtool: 'cpu_load_fifteen' }),
    proc_run: u32({ sflowtool: 'cpu_proc_run' }),
    proc_total: u32({ sflowtool: 'cpu_proc_total' }),
    cpu_num: u32(),
    cpu_speed: u32({ unit: 'MHz' }),
    uptime: u32({ unit: 's', sflowtool: 'cpu_uptime' }),
    cpu_user: u32({ unit: 'ms', kind: 'counter' }),
    cpu_nice: u32({ unit: 'ms', kind: 'counter' }),
    cpu_system: u32({ unit: 'ms', kind: 'counter' }),
    cpu_idle: u32({ unit: 'ms', kind: 'counter' }),
    cpu_wio: u32({ unit: 'ms', kind: 'counter' }),
    cpu_intr: u32({ unit: 'ms', kind: 'counter', sflowtool: 'cpuintr' }),
    cpu_sintr: u32({ unit: 'ms', kind: 'counter' }),
    interrupts: u32({ kind: 'counter', sflowtool: 'cpuinterrupts' }),
    contexts: u32({ kind: 'counter', sflowtool: 'cpu_contexts' }),
    cpu_steal: u32({ unit: 'ms', kind: 'counter', optional: true, note: 'added at end 2014' }),
    cpu_guest: u32({ unit: 'ms', kind: 'counter', optional: true }),
    cpu_guest_nice: u32({ unit: 'ms', kind: 'counter', optional: true }),
  },
)
