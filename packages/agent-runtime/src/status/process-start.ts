import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * When a process started, in clock ticks since boot as text (field 22 of /proc/PID/stat, proc(5)): with the pid it
 * names a process for good, as pids are used again. undefined where there is no such process or no /proc.
 */
export async function processStart(pid: number, root = '/'): Promise<string | undefined> {
  const stat = await readFile(join(root, 'proc', `${pid}`, 'stat'), 'utf8').catch(() => '')
  // The name of the program, in parentheses, may hold blanks and parentheses itself.
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19)
}
