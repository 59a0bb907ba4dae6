import { constants, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../is-alive.ts'
import type { AgentReport } from './agent-status.ts'
import { MAX_STATUS_BYTES } from './limits.ts'
import type { ProcessReport } from './process-report.ts'
import { processStart } from './process-start.ts'
import { agentDirectories } from './run-directories.ts'

/** A host has a handful of agents; a directory that others can write to may hold anything. */
const MAX_FILES = 256

/** What a running agent last told of itself. Members other than name, pid, writtenAt and file are its own word, unchecked. */
export interface AgentStatus extends Partial<AgentReport> {
  readonly name: string
  readonly pid: number
  /** ISO 8601. */
  readonly writtenAt: string
  /** Agents of older versions do not tell. */
  readonly process?: ProcessReport
  readonly file: string
}

export interface ReadStatusOptions {
  readonly directories?: readonly string[]
  /** Stands for `/` in tests. */
  readonly root?: string
}

/** The agents that run now; files of dead ones and whatever else lies there are passed over. Never throws. */
export async function readAgentStatuses(options: ReadStatusOptions = {}): Promise<AgentStatus[]> {
  const { directories = agentDirectories(), root = '/' } = options
  const found: AgentStatus[] = []
  for (const directory of directories) {
    const names = await readdir(directory).catch(() => [])
    for (const name of names.filter(mayBeCurrent).slice(0, MAX_FILES)) {
      const status = await read(join(directory, name), root)
      if (status !== undefined) found.push(status)
    }
  }
  return found.toSorted((a, b) => a.name.localeCompare(b.name) || a.pid - b.pid)
}

/** By the pid in the name of the file alone, so that what dead agents have left cannot fill the limit. */
function mayBeCurrent(name: string): boolean {
  const pid = Number(/\.(\d+)\.json$/u.exec(name)?.[1] ?? 0)
  return pid > 0 && isAlive(pid)
}

async function read(file: string, root: string): Promise<AgentStatus | undefined> {
  try {
    const value: unknown = JSON.parse(await readBounded(file))
    if (!isStatus(value) || !(await isCurrent(value, root))) return undefined
    return { ...value, file }
  } catch {
    return undefined
  }
}

async function readBounded(file: string): Promise<string> {
  // A named pipe would be waited for without end, by whoever asks for the status of the host.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const buffer = Buffer.alloc(MAX_STATUS_BYTES)
    const { bytesRead } = await handle.read(buffer, 0, MAX_STATUS_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

interface Stored {
  readonly name: string
  readonly pid: number
  readonly start: string | null
  readonly writtenAt: string
}

function isStatus(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false
  const { name, pid, start, writtenAt } = value as Record<string, unknown>
  const named = typeof name === 'string' && typeof writtenAt === 'string'
  return (
    named && Number.isSafeInteger(pid) && Number(pid) > 0 && (start === null || typeof start === 'string')
  )
}

/** A file without a start time comes from a system without /proc: there, the pid has to do. */
async function isCurrent({ pid, start }: Stored, root: string): Promise<boolean> {
  return start === null ? isAlive(pid) : (await processStart(pid, root)) === start
}
