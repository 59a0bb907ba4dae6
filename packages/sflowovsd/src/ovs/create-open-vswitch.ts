import type { Clock, Log } from '@host-sflow/agent-runtime'
import { OvsError } from '../errors.ts'
import type { Change } from '../plan/change.ts'
import type { SwitchState } from '../plan/state.ts'
import { UUID } from './cell.ts'
import {
  createCommand,
  readCommand,
  transactionCommand,
  versionCommand,
  type CommandOptions,
} from './commands.ts'
import { failureOf, ranOutOfTime } from './failure.ts'
import { misread } from './misread.ts'
import type { Applied, OpenVswitch } from './open-vswitch.ts'
import { createRunner, type RunResult } from './run-program.ts'
import { readJson, readText } from './switch-state.ts'
import { traceRun } from './trace-run.ts'
import { parseVersion } from './version-line.ts'
import { createWay, type Refused } from './way.ts'

export interface OpenVswitchOptions {
  /** `unix:SOCKET`, `tcp:HOST:PORT`; undefined: where ovs-vsctl looks by itself (OVS_RUNDIR). */
  readonly server: string | undefined
  /** For one command, in whole seconds. */
  readonly timeoutS: number
  /** For one that waits for ovs-vswitchd; as others unless told. */
  readonly waitS?: number
  readonly log: Log
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv
  /** @default 'ovs-vsctl', found on PATH */
  readonly program?: string
  /** Monotonic. */
  readonly nowMs?: Clock['nowMs']
}

/** What the program may take beyond its own --timeout before it is killed. */
const GUARD_S = 1
/** A package upgrade replaces the program; so the version is read again: without a failure, and after one. */
const VERSION_MS = 3_600_000
const VERSION_AFTER_FAILURE_MS = 60_000
/** What stands for the UUID of a row that a command before makes, where commands are shown. */
export const SHOWN_UUID = 'UUID-OF-THE-NEW-ROW'

export function createOpenVswitch(options: OpenVswitchOptions): OpenVswitch {
  const { log, timeoutS, env = process.env, nowMs = () => performance.now() } = options
  const common: CommandOptions = { program: options.program ?? 'ovs-vsctl', server: options.server, timeoutS }
  const waiting: CommandOptions = { ...common, timeoutS: options.waitS ?? timeoutS }
  const limitS = timeoutS + GUARD_S
  const runner = createRunner()
  const way = createWay({ log, nowMs })
  let version: string | undefined
  let versionAtMs: number | undefined
  let hasFailed = false
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time. */
  function serial<T>(job: () => Promise<T>): Promise<T> {
    const done = last.then(async () => {
      try {
        await learnVersion()
        return await job()
      } catch (error) {
        // A race with somebody else is no reason to doubt the program.
        hasFailed ||= !(error instanceof OvsError && error.code === 'HSF_OVS_STALE')
        throw error
      }
    })
    last = done.catch(() => undefined)
    return done
  }

  async function run(command: readonly string[]): Promise<RunResult> {
    if (closed) throw new OvsError('HSF_OVS_FAILED', 'it is not used any more')
    const result = await runner.run(command, { env, limitMs: limitS * 1000 })
    traceRun(log, command, result)
    return result
  }

  const errorOf = (result: RunResult): OvsError | undefined => failureOf(result, common.program, limitS)

  /** @throws OvsError */
  async function output(command: readonly string[]): Promise<string> {
    const result = await run(command)
    const error = errorOf(result)
    if (error !== undefined) throw error
    return result.kind === 'ended' ? result.stdout : ''
  }

  async function learnVersion(): Promise<void> {
    const maxAgeMs = hasFailed ? VERSION_AFTER_FAILURE_MS : VERSION_MS
    if (versionAtMs !== undefined && nowMs() - versionAtMs < maxAgeMs) return
    const result = await run(versionCommand(common))
    const error = errorOf(result)
    // A program that runs, but does not know even this option, may still know the others.
    if (error !== undefined && (result.kind !== 'ended' || ranOutOfTime(result))) throw error
    version = error === undefined && result.kind === 'ended' ? parseVersion(result.stdout) : undefined
    versionAtMs = nowMs()
    hasFailed = false
    way.onVersion(version)
  }

  async function read(): Promise<SwitchState> {
    const format = way.format()
    const text = await output(readCommand(common, format)).catch(refuse('format'))
    const reading = format === 'json' ? readJson(text) : readText(text)
    way.onReading(reading)
    return reading.state
  }

  async function apply(changes: readonly Change[], wait: boolean): Promise<Applied> {
    const create = createOf(changes)
    const created = create === undefined ? undefined : await createFirst(create)
    const command = transaction(changes, wait, created)
    if (command === undefined) return 'in-force'
    const result = await run(command)
    const error = errorOf(result)
    if (error === undefined) return 'in-force'
    // The database may have taken the change, and only ovs-vswitchd not: its state tells.
    if (wait && ranOutOfTime(result)) return 'unconfirmed'
    if (/column (?:whose name matches ")?external_ids\b/.test(error.message)) return refuse('marks')(error)
    return refuse('strategy')(created === undefined ? error : lostRow(error, created))
  }

  const transaction = (
    changes: readonly Change[],
    wait: boolean,
    created: string | undefined,
  ): string[] | undefined =>
    transactionCommand(wait ? waiting : common, changes, { wait, created, marks: way.features().marks })

  /** The command that makes the row, where it is made by one of its own. */
  function createOf(changes: readonly Change[]): string[] | undefined {
    const create = changes.find(({ kind }) => kind === 'create')
    if (create?.kind !== 'create' || way.strategy() === 'id') return undefined
    return createCommand(common, create.columns, way.features().marks)
  }

  /**
   * Makes a row, and returns its UUID. If the transaction that uses it fails, it is not removed: the next reading finds
   * it, and the plan takes it.
   */
  async function createFirst(command: readonly string[]): Promise<string> {
    const text = await output(command).catch(refuse('strategy'))
    const uuid = text.trim()
    if (!UUID.test(uuid)) throw misread('not the UUID of a new row', text)
    return uuid
  }

  /**
   * Turns to another way where this one is unknown. HSF_OVS_UNSUPPORTED is an invitation to try again at once: where
   * nothing is left to be tried, the command has just failed.
   */
  const refuse =
    (what: Refused) =>
    (error: unknown): never => {
      if (!(error instanceof OvsError) || error.code !== 'HSF_OVS_UNSUPPORTED') throw error
      if (way.refuse(what, error.detail ?? 'no reason given')) throw error
      throw new OvsError('HSF_OVS_FAILED', error.detail)
    }

  return {
    read: () => serial(read),
    apply: (changes, { wait }) => serial(() => apply(changes, wait)),
    commands(changes) {
      const first = createOf(changes)
      const second = transaction(changes, true, first === undefined ? undefined : SHOWN_UUID)
      return [first, second].filter((command) => command !== undefined)
    },
    strategy: () => way.strategy(),
    version: () => version,
    features: () => way.features(),
    spawned: () => runner.spawned(),
    close() {
      closed = true
      runner.close()
    },
  }
}

/** Versions after 1.0 remove a row at once that nothing refers to: there a row cannot be made first. */
const lostRow = (error: OvsError, created: string): OvsError =>
  error.code === 'HSF_OVS_STALE' && error.message.includes(created)
    ? new OvsError('HSF_OVS_UNSUPPORTED', 'a row that no bridge has yet is removed by the database')
    : error
