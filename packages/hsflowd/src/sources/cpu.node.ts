import { hostCpu } from '@host-sflow/sflow-encoder'
import type { FieldsOf, Source } from './source.ts'

/** Processors of any system. */
export const cpuNode: Source = {
  name: 'cpu',
  emits: [hostCpu],
  reads: [],
  missing: 'processes, waiting and soft-interrupt time, interrupts, context switches; on Windows the load',
  open({ os, platform }) {
    const fields: FieldsOf<typeof hostCpu> = {}
    const records = [{ row: hostCpu, fields }] as const
    return {
      collect() {
        const cpus = os.cpus()
        const sum = (time: 'user' | 'nice' | 'sys' | 'idle' | 'irq'): number =>
          cpus.reduce((total, cpu) => total + cpu.times[time], 0)
        // Windows has no load average and no nice time: Node answers zeros there.
        if (platform !== 'win32') {
          ;[fields.load_one, fields.load_five, fields.load_fifteen] = os.loadavg()
          fields.cpu_nice = sum('nice')
        }
        fields.cpu_num = cpus.length
        fields.cpu_speed = cpus[0]?.speed
        fields.uptime = Math.floor(os.uptime())
        fields.cpu_user = sum('user')
        fields.cpu_system = sum('sys')
        fields.cpu_idle = sum('idle')
        // Only Windows tells the time of interrupts; elsewhere it is always 0.
        if (platform === 'win32') fields.cpu_intr = sum('irq')
        return records
      },
      close: () => undefined,
    }
  },
}
