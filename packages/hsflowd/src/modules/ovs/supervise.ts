import {
  createBackOff,
  exitCodes,
  messageOf,
  type BackOff,
  type Clock,
  type Log,
} from '@host-sflow/agent-runtime'
import { startChild, type Child, type Command, type Exit } from './child.ts'
import { troubleOf, type OvsTrouble } from './errors.ts'

/** Up for so long, it works again. */
const SETTLED_MS = 10_000
/** Up for so long, the next end of it is another matter. */
const STEADY_MS = 60_000
/** Neither its options nor its settings are better a second later. */
const REFUSED_MS = 60_000
const REFUSED: ReadonlySet<number | null> = new Set([exitCodes.usage, exitCodes.configuration])

/** A program to start, and what people know it by. */
export interface NamedCommand extends Command {
  readonly name: string
}

export interface SupervisorOptions {
  /** What is to be started now, or why nothing can be. */
  readonly find: () => Promise<NamedCommand | OvsTrouble>
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly log: Log
  /** The status is another one. */
  readonly onStatus: () => void
}

/** What there is to tell of the program. */
export interface SupervisorStatus {
  readonly state: 'running' | 'waiting' | 'not installed'
  readonly pid: number | null
  /** When it was started, or ended, or was last looked for. ISO 8601. */
  readonly since: string
  /** How often it has ended by itself. */
  readonly restarts: number
  /** Where it was found. */
  readonly program: string | null
  /** `exit code 1`, `signal SIGSEGV`. */
  readonly lastExit: string | null
  /** Why it does not run; while it runs, why it last did not. */
  readonly lastError: { readonly message: string; readonly remedy: string; readonly at: string } | null
}

/** Keeps one process of a program running: one that ends is started again, after 1, 2, 4 ... 60 s. Never throws. */
export interface Supervisor {
  status(): SupervisorStatus
  /** Ends the process that runs, and starts one as it is to be started now. */
  restart(): Promise<void>
  close(): Promise<void>
}

export function supervise({ find, env, clock, log, onStatus }: SupervisorOptions): Supervisor {
  const backOff: BackOff = createBackOff()
  /** Conditions that were said. */
  const said = new Set<string>()
  let child: Child | undefined
  let closed = false
  /** A look for the program that was overtaken by another one starts nothing. */
  let turn = 0
  /** There are never two processes: the next one waits for the last to be gone. */
  let stopped: Promise<unknown> = Promise.resolve()
  let cancelStart = (): void => undefined
  let cancelSettled = (): void => undefined
  let status: SupervisorStatus = {
    state: 'waiting',
    pid: null,
    since: now(),
    restarts: 0,
    program: null,
    lastExit: null,
    lastError: null,
  }

  function tell(news: Partial<SupervisorStatus>): void {
    status = { ...status, ...news }
    onStatus()
  }

  function now(): string {
    return new Date(clock.dateMs()).toISOString()
  }

  function fail(trouble: OvsTrouble, waitMs = backOff.nextMs()): void {
    const { key, code, message, remedy } = trouble
    said.add(key)
    log.problem(key, `${message} (${remedy})`)
    const state = code === 'HSF_OVS_NOT_INSTALLED' ? 'not installed' : 'waiting'
    tell({ state, pid: null, since: now(), lastError: { message, remedy, at: now() } })
    cancelStart = clock.schedule(() => void start(), waitMs)
  }

  async function start(): Promise<void> {
    const own = ++turn
    const found = await look()
    if (own !== turn || closed) return
    if ('code' in found) fail(found)
    else run(found)
  }

  async function look(): Promise<NamedCommand | OvsTrouble> {
    try {
      return await find()
    } catch (error) {
      return troubleOf('HSF_OVS_START', messageOf(error))
    }
  }

  function run(command: NamedCommand): void {
    log.debug(`starts ${[command.file, ...command.args].join(' ')}`)
    const started = startChild(command, env, clock)
    const { pid } = started
    child = started
    tell({ program: command.name })
    if (pid !== undefined) {
      // One that ends again and again has been said; that it stays up will be.
      log[said.size === 0 ? 'info' : 'debug'](`sflowovsd is started: ${command.name}, process ${pid}`)
      tell({ state: 'running', pid, since: now() })
      cancelSettled = clock.schedule(settled, SETTLED_MS)
    }
    void follow(started)
  }

  async function follow(started: Child): Promise<void> {
    const startedAtMs = clock.nowMs()
    const exit = await started.ended
    if (child !== started) return
    child = undefined
    cancelSettled()
    if (clock.nowMs() - startedAtMs >= STEADY_MS) backOff.reset()
    ended(exit)
  }

  function ended({ code, signal, error }: Exit): void {
    if (error !== undefined) return fail(troubleOf('HSF_OVS_START', error))
    const lastExit = signal === null ? `exit code ${code}` : `signal ${signal}`
    tell({ lastExit, restarts: status.restarts + 1 })
    if (REFUSED.has(code)) fail(troubleOf('HSF_OVS_REFUSED', lastExit), REFUSED_MS)
    else fail(troubleOf('HSF_OVS_ENDED', lastExit))
  }

  function settled(): void {
    const keys = [...said]
    said.clear()
    const last = keys.pop()
    for (const key of keys) log.forget(key)
    if (last !== undefined) log.recovered(last, `sflowovsd runs again, process ${status.pid}`)
  }

  /** Also waits for one that is being stopped already. */
  function stop(): Promise<unknown> {
    turn++
    cancelStart()
    cancelSettled()
    const last = child
    child = undefined
    tell({ state: 'waiting', pid: null, since: now() })
    stopped = Promise.all([stopped, last?.stop()])
    return stopped
  }

  void start()
  return {
    status: () => status,
    async restart() {
      const own = turn + 1
      await stop()
      backOff.reset()
      if (!closed && own === turn) await start()
    },
    async close() {
      closed = true
      await stop()
      for (const key of said) log.forget(key)
    },
  }
}
