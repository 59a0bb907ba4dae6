import { hostCpu } from '@host-sflow/sflow-encoder'
import type { HostFiles } from '../host/files.ts'
import {
  decimal,
  emptyText,
  integer,
  integerAfter,
  known,
  lineKey,
  nextLine,
  seek,
  startsWith,
} from '../host/text.ts'
import type { Text } from '../host/text.ts'
import type { FieldsOf, Source } from './source.ts'

type Cpu = FieldsOf<typeof hostCpu>

/** USER_HZ is 100 on every architecture that Node runs on (asm-generic/param.h). */
const MS_PER_TICK = 10
/** /proc/cpuinfo interrupts every processor to ask for its clock, and the answer hardly matters. */
const SPEED_REFRESH_MS = 600_000
const [SLASH, ZERO, NINE] = [47, 48, 57]
const key = { total: lineKey('cpu '), interrupts: lineKey('intr '), contexts: lineKey('ctxt ') } as const
const processor = Buffer.from('cpu')
const clock = lineKey('cpu MHz')

/**
 * Fills in /proc/stat. Times count from boot, all processors together; as in the kernel's file, time of guests is
 * part of user and nice time too. `cpu_num` counts the lines of processors: those are the ones online.
 */
export function parseStat(text: Text, cpu: Cpu): void {
  if (seek(text, key.total)) {
    const ticks = (): number | null => known(integer(text) * MS_PER_TICK)
    cpu.cpu_user = ticks()
    cpu.cpu_nice = ticks()
    cpu.cpu_system = ticks()
    cpu.cpu_idle = ticks()
    cpu.cpu_wio = ticks()
    cpu.cpu_intr = ticks()
    cpu.cpu_sintr = ticks()
    cpu.cpu_steal = ticks()
    cpu.cpu_guest = ticks()
    cpu.cpu_guest_nice = ticks()
    let processors = 0
    while (nextLine(text) && startsWith(text, processor)) {
      const digit = text.bytes[text.at + processor.length]!
      if (digit >= ZERO && digit <= NINE) processors++
    }
    cpu.cpu_num = processors
  }
  cpu.interrupts = known(integerAfter(text, key.interrupts))
  cpu.contexts = known(integerAfter(text, key.contexts))
}

/** Fills in /proc/loadavg: `0.20 0.18 0.12 1/80 11206`. The running processes do not include the one that asks. */
export function parseLoadavg(text: Text, cpu: Cpu): void {
  cpu.load_one = known(decimal(text))
  cpu.load_five = known(decimal(text))
  cpu.load_fifteen = known(decimal(text))
  const running = integer(text)
  cpu.proc_run = Number.isNaN(running) ? null : Math.max(0, running - 1)
  if (text.at < text.end && text.bytes[text.at] === SLASH) text.at++
  cpu.proc_total = known(integer(text))
}

/** Fills in /proc/uptime. */
export function parseUptime(text: Text, cpu: Cpu): void {
  cpu.uptime = known(Math.floor(decimal(text)))
}

/** MHz of the first processor in /proc/cpuinfo, NaN where it has none (ARM). */
export function parseCpuinfo(text: Text): number {
  if (!seek(text, clock)) return Number.NaN
  const colon = text.bytes.indexOf(58, text.at)
  if (colon < 0 || colon >= text.end) return Number.NaN
  text.at = colon + 1
  return Math.floor(decimal(text))
}

function speedMhz(files: HostFiles): number | null {
  // Its first piece, a record or more, is enough: on a large host the whole has megabytes.
  const cpuinfo = files.keep('proc:cpuinfo', { whole: true })
  try {
    const text = cpuinfo.read()
    const mhz = text === undefined ? Number.NaN : parseCpuinfo(text)
    if (mhz > 0) return mhz
  } finally {
    cpuinfo.close()
  }
  const khz = Number(
    files.readText('sys:devices/system/cpu/cpu0/cpufreq/scaling_cur_freq') ??
      files.readText('sys:devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq'),
  )
  return khz > 0 ? Math.floor(khz / 1000) : null
}

/** Processors of a Linux host. */
export const cpuLinux: Source = {
  name: 'cpu',
  emits: [hostCpu],
  reads: [
    'proc:stat',
    'proc:loadavg',
    'proc:uptime',
    'proc:cpuinfo',
    'sys:devices/system/cpu/cpu0/cpufreq/scaling_cur_freq',
    'sys:devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq',
  ],
  open({ files, nowMs }) {
    const stat = files.keep('proc:stat', { whole: true })
    const loadavg = files.keep('proc:loadavg', { whole: true })
    const uptime = files.keep('proc:uptime', { whole: true })
    const fields: Cpu = {}
    const records = [{ row: hostCpu, fields }] as const
    let speedAtMs = Number.NEGATIVE_INFINITY

    return {
      collect() {
        const text = stat.read()
        if (text === undefined) return []
        parseStat(text, fields)
        parseLoadavg(loadavg.read() ?? emptyText, fields)
        parseUptime(uptime.read() ?? emptyText, fields)
        if (nowMs() >= speedAtMs) {
          fields.cpu_speed = speedMhz(files)
          speedAtMs = nowMs() + SPEED_REFRESH_MS
        }
        return records
      },
      close() {
        stat.close()
        loadavg.close()
        uptime.close()
      },
    }
  },
}
