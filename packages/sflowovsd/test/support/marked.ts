import { randomUUID } from 'node:crypto'
import { WARN, type Program, type RunOptions } from '../../../../tools/rigs/program.ts'
import { startedWith, type Found } from './processes.ts'
import { sflowovsd } from './programs.ts'

export interface Marked {
  readonly daemon: Program
  /** What it has started and what that has started: what runs now. */
  readonly processes: () => readonly Found[]
}

/** Starts sflowovsd so that the processes that it starts can be told from all others. */
export function startMarked(args: readonly string[], options: RunOptions): Marked {
  const [name, value] = ['SFLOWOVSD_TEST', randomUUID()] as const
  const daemon = sflowovsd(args, { ...options, env: { ...options.env, [name]: value } })
  return { daemon, processes: () => startedWith(`${name}=${value}`, daemon.pid) }
}

/** Its warnings and errors so far. */
export const complaints = (daemon: Program): string[] =>
  daemon
    .log()
    .filter(({ level }) => level >= WARN)
    .map(({ msg }) => msg)
