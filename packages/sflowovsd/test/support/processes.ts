import { readdirSync, readFileSync } from 'node:fs'

export interface Found {
  readonly pid: number
  readonly command: string
}

/**
 * Processes that bear a variable of the environment, without the one of `pid`: those that it has started, and what
 * these have started and left behind.
 */
export function startedWith(variable: string, pid: number): Found[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === pid) return []
    try {
      const read = (file: string): string => readFileSync(`/proc/${name}/${file}`, 'utf8')
      if (!read('environ').split('\0').includes(variable)) return []
      return [{ pid: Number(name), command: read('cmdline').replaceAll('\0', ' ').trim() }]
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}

/** Nanoseconds of CPU that a process, all of its threads, has used. */
export function cpuNs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  // Documentation/scheduler/sched-stats.rst: the first figure is the time spent on the CPU.
  const read = (task: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  return tasks.reduce((sum, task) => sum + read(task), 0)
}

/**
 * Page faults of all processes that a process has started and that have ended: it rises with each of them, since none
 * comes to life without. proc_pid_stat(5): cminflt.
 */
export function faultsOfEnded(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold anything; what follows it is field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11 - 3])
}
