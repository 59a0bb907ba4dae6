import { constants, mkdir, open, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemClock, type Clock } from '../clock.ts'
import type { CollectorStatus } from '../collector/collector-status.ts'
import { codeOf, describe, messageOf, runtimeErrors } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { writeAtomically } from '../state/atomic-file.ts'
import { removeLeftovers } from '../state/leftovers.ts'
import type { LoopReport } from './loop-meter.ts'
import { processReport, type ProcessReport } from './process-report.ts'
import { processStart } from './process-start.ts'
import { MAX_STATUS_BYTES } from './limits.ts'
import { agentDirectories } from './run-directories.ts'

/** Between two writes of a file that changes all the time. */
const LEAST_INTERVAL_MS = 2000
/** Counters of an agent to which nothing else happens. */
const REFRESH_MS = 10_000
/** What follows the name: that of a status file, or of one that was being written. */
const STATUS_FILE = /^(\d+)\.json(?:\.\d+\.\d+\.tmp)?$/u

/** What an agent tells of itself. Readers of any version pass over members that they do not know, and do without others. */
export interface AgentReport {
  readonly version: string
  /** The settings file that it follows; null when it runs alone. */
  readonly settings: { readonly file: string; readonly revision: number | string } | null
  readonly agentAddress: string | null
  readonly subAgentId: number
  readonly collectors: readonly CollectorStatus[]
  readonly counters: Readonly<Record<string, number>>
  readonly lastError: string | null
  readonly loop?: LoopReport
  /** What only this program has to tell. Left out when the file would become too big with it. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

/** The status file of a running agent. */
export interface AgentStatusFile {
  /** Something other than a counter has changed: it is written within 2 s. */
  changed(): void
  /** Removes the file. */
  stop(): Promise<void>
}

export interface AgentStatusOptions {
  readonly name: string
  readonly log: Log
  /** Called at each write. */
  report(): AgentReport
  readonly clock?: Clock
  /** The first one that can be written to is used; {@link agentDirectories} unless told. */
  readonly directories?: readonly string[]
  readonly pid?: number
}

/** Keeps NAME.PID.json up to date, and removes those of dead agents of that name; that it cannot be written is said once, and harms nothing else. */
export function keepAgentStatus(options: AgentStatusOptions): AgentStatusFile {
  const { name, log, clock = systemClock, directories = agentDirectories(), pid = process.pid } = options
  const condition = `HSF_STATUS_WRITE ${name}`
  let written: string | undefined
  let writing = tidy()
  let nextAtMs = 0
  let lastAtMs = -Infinity
  let stopped = false
  let cancel = (): void => undefined

  async function tidy(): Promise<void> {
    for (const directory of directories) await removeLeftovers(directory, `${name}.`, STATUS_FILE, pid)
  }

  async function write(): Promise<void> {
    const start = (await processStart(pid)) ?? null
    const writtenAt = new Date(clock.dateMs()).toISOString()
    const text = fit({ name, pid, start, writtenAt, process: processReport(), ...options.report() })
    let failure: unknown
    for (const directory of directories) {
      const file = join(directory, `${name}.${pid}.json`)
      try {
        await makeDirectory(directory)
        await writeAtomically(file, text)
        written = file
        log.recovered(condition, `the status file is written again: ${file}`)
        return
      } catch (error) {
        failure = error
      }
    }
    const { remedy } = runtimeErrors.HSF_STATUS_WRITE
    log.problem(condition, `${describe('HSF_STATUS_WRITE', messageOf(failure))} (${remedy})`)
  }

  function schedule(atMs: number): void {
    cancel()
    nextAtMs = atMs
    cancel = clock.schedule(run, Math.max(0, atMs - clock.nowMs()))
  }

  function run(): void {
    lastAtMs = clock.nowMs()
    writing = writing.then(write)
    schedule(lastAtMs + REFRESH_MS)
  }

  run()
  return {
    changed() {
      const dueAtMs = lastAtMs + LEAST_INTERVAL_MS
      if (!stopped && dueAtMs < nextAtMs) schedule(dueAtMs)
    },
    async stop() {
      stopped = true
      cancel()
      await writing
      if (written !== undefined) await unlink(written).catch(() => undefined)
      log.forget(condition)
    },
  }
}

/** As JSON that readers take: more than they read would hide the whole agent. */
function fit(report: AgentReport & { readonly process: ProcessReport }): string {
  const text = `${JSON.stringify(report, null, 1)}\n`
  if (Buffer.byteLength(text) <= MAX_STATUS_BYTES) return text
  return `${JSON.stringify({ ...report, details: undefined }, null, 1)}\n`
}

/**
 * Whatever the umask is: readers run as any user. Not by name: the owner of the directory above may have put a link to
 * something else of root's there meanwhile.
 */
async function openToAll(directory: string): Promise<void> {
  const handle = await open(
    directory,
    constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0),
  )
  try {
    await handle.chmod(0o755)
  } finally {
    await handle.close()
  }
}

/** Makes `agents`, and `hsflowd` above it. Anything above is the user's: missing, it is a mistake, not ours to mend. */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory)
    await openToAll(directory)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    const parent = dirname(directory)
    if (codeOf(error) !== 'ENOENT' || basename(parent) !== 'hsflowd') throw error
    await makeDirectory(parent)
    await makeDirectory(directory)
  }
}
