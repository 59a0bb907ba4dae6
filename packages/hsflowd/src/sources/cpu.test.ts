import { describe, expect, it } from 'vitest'
import { textOf } from '../host/text.ts'
import { parseCpuinfo, parseLoadavg, parseStat } from './cpu.linux.ts'

describe('cpu', () => {
  it('turns ticks into milliseconds and counts processors online', () => {
    const cpu = {}
    parseStat(
      textOf(
        'cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2\ncpu7 3 4\nintr 4294967297 1 2 3\nctxt 99\nprocs_running 1\n',
      ),
      cpu,
    )
    expect(cpu).toEqual({
      cpu_user: 10,
      cpu_nice: 20,
      cpu_system: 30,
      cpu_idle: 40,
      cpu_wio: 50,
      cpu_intr: 60,
      cpu_sintr: 70,
      cpu_steal: 80,
      cpu_guest: 90,
      cpu_guest_nice: 100,
      cpu_num: 2,
      interrupts: 4_294_967_297,
      contexts: 99,
    })
  })

  it('leaves unknown what Linux 2.6.24 did not have', () => {
    const cpu = {}
    parseStat(textOf('cpu  1 2 3 4 5 6 7 8\ncpu0 1 2\nctxt 99\n'), cpu)
    expect(cpu).toMatchObject({ cpu_steal: 80, cpu_guest: null, interrupts: null })
  })

  it.each([
    ['0.20 1.18 12.05 3/187 4711', 2, 187],
    ['0.00 0.00 0.00 0/80 1', 0, 80],
  ])('does not count itself as running: %s', (line, running, total) => {
    const cpu = {}
    parseLoadavg(textOf(line), cpu)
    expect(cpu).toMatchObject({ proc_run: running, proc_total: total })
  })

  it('truncates the clock, which ARM does not have', () => {
    expect(parseCpuinfo(textOf('processor\t: 0\ncpu MHz\t\t: 2399.998\n'))).toBe(2399)
    expect(parseCpuinfo(textOf('processor\t: 0\nBogoMIPS\t: 50.00\n'))).toBeNaN()
  })
})
