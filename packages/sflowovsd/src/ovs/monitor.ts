import { isDeepStrictEqual } from 'node:util'
import { createBackOff, type Clock, type Log } from '@host-sflow/agent-runtime'
import { OvsError, type OvsErrorCode } from '../errors.ts'
import { endsWithUs, isOfSetpriv } from './death-signal.ts'
import { startMonitorPair, type MonitorPair } from './monitor-pair.ts'
import type { MonitorEnd } from './monitor-process.ts'
import { reach, type Reach } from './reach.ts'
import { defaultServer } from './run-directory.ts'
import { shellQuote } from './shell-quote.ts'
import type { Watch, WatchHandlers, WatchState } from './watch.ts'

export interface WatchOptions extends WatchHandlers {
  /** As `--db` takes it; that of ovs-vsctl unless told. */
  readonly server?: string | undefined
  /** `ovsdb-client`. */
  readonly program?: string
  readonly env?: NodeJS.ProcessEnv
  readonly log: Log
  readonly clock: Clock
}

const FIRST_MS = 100
const LIMIT_MS = 10_000
/** A local server that is back is noticed within a second: a connect costs next to nothing. */
const LOCAL_LIMIT_MS = 1000
/** A missing program is looked for as rarely as everything is checked. */
const MISSING_MS = 60_000
/** What has run for this long runs; before, it may be about to say why it cannot. */
const STEADY_MS = 1000
/** After that the next failure is a new one. */
const HEALTHY_MS = 10_000
const CLOSE_LIMIT_MS = 1000

/** Watches the database with two long-lived processes. Where the server is away none is started in vain. */
export function watchDatabase(options: WatchOptions): Watch {
  const { program = 'ovsdb-client', env = process.env, log, clock, onEvent, onState } = options
  const server = options.server ?? defaultServer(env)
  const restarts = createBackOff(FIRST_MS, LIMIT_MS)
  const polls = createBackOff(FIRST_MS, server.startsWith('unix:') ? LOCAL_LIMIT_MS : LIMIT_MS)
  let state: WatchState = { state: 'starting' }
  let pair: MonitorPair | undefined
  const alive = new Set<MonitorPair>()
  let startedAtMs = 0
  let spawned = 0
  let closed = false
  let cancel = (): void => undefined
  /** Answers to questions of an earlier turn come too late. */
  let turn = 0
  /** What was said of the server here; a server that accepts connections may still fail who reads from it. */
  let said: OvsErrorCode | undefined
  let told: Reach['state'] = 'unknown'
  let prefix: readonly string[] = []
  let prefixWorks = true

  function become(next: WatchState): void {
    if (isDeepStrictEqual(next, state)) return
    state = next
    onState(next)
  }

  function later(delayMs: number, step: () => void = () => void look(start)): void {
    cancel()
    cancel = clock.schedule(step, delayMs)
  }

  /** Goes on with `next` when the server can be reached, or is of a kind that cannot be asked. */
  async function look(next: () => void): Promise<void> {
    const mine = ++turn
    const answer = await reach(server, env)
    if (prefixWorks) prefix = await endsWithUs(program, env['PATH'])
    if (closed || mine !== turn) return
    told = answer.state
    if ('why' in answer) return away(answer.state === 'permission', answer.why)
    if (answer.state === 'ok') serverIsBack()
    next()
  }

  function away(forbidden: boolean, why: string): void {
    const code: OvsErrorCode = forbidden ? 'HSF_OVS_PERMISSION' : 'HSF_OVS_UNREACHABLE'
    if (said !== undefined && said !== code) log.forget(said)
    said = code
    log.problem(code, new OvsError(code, `${server}: ${why}`).message)
    become({ state: 'away', why })
    later(polls.nextMs())
  }

  function serverIsBack(): void {
    polls.reset()
    if (said !== undefined)
      log.recovered(said, `the database of Open vSwitch at ${server} can be reached again`)
    said = undefined
  }

  function start(): void {
    startedAtMs = clock.nowMs()
    let begun = false
    const begin = (): void => {
      if (begun) return
      begun = true
      become({ state: 'watching' })
      onEvent('started')
    }
    const mine = startMonitorPair({
      program: [...prefix, program],
      server,
      env,
      clock,
      onLine() {
        if (begun) return onEvent('changed')
        serverIsBack()
        begin()
      },
      onEnd: ended,
    })
    pair = mine
    spawned += mine.commands.length
    for (const command of mine.commands) log.trace(`${shellQuote(command)}\n  runs on`)
    alive.add(mine)
    void mine.gone.then(() => alive.delete(mine))
    // What the server of another kind says, its own program is about to tell.
    if (told === 'ok') {
      // By then it has been told if the program is missing.
      setImmediate(() => {
        if (pair === mine) begin()
      })
    }
    later(STEADY_MS, () => {
      serverIsBack()
      log.recovered('HSF_OVS_MONITOR', 'changes of Open vSwitch are seen again at once')
      begin()
    })
  }

  function stop(): void {
    pair?.kill()
    pair = undefined
    cancel()
  }

  function ended(end: MonitorEnd): void {
    stop()
    if (clock.nowMs() - startedAtMs >= HEALTHY_MS) restarts.reset()
    if (prefix.length > 0 && isOfSetpriv(end.message)) {
      prefix = []
      prefixWorks = false
      return later(0)
    }
    if (end.missing) return blind('HSF_OVS_MISSING', `${program}: ${end.why}`, MISSING_MS)
    // Its last words tell what cannot be asked from here.
    if (told === 'unknown' && /failed to connect|no servers were available/iu.test(end.why)) {
      return away(/permission denied/iu.test(end.why), end.why)
    }
    // Where the server has gone, that is what is to be said.
    void look(() => blind('HSF_OVS_MONITOR', `${program}: ${end.why}`, restarts.nextMs()))
  }

  function blind(code: OvsErrorCode, why: string, delayMs: number): void {
    const until = 'until then new bridges and changes are looked for once a minute'
    log.problem('HSF_OVS_MONITOR', `${new OvsError(code, why).message}; ${until}`)
    become({ state: 'blind', why })
    later(delayMs)
  }

  // Nobody may be left behind when an error ends this process.
  const onProcessExit = (): void => {
    for (const each of alive) each.kill()
  }
  process.once('exit', onProcessExit)
  void look(start)

  return {
    spawned: () => spawned,
    retry() {
      if (!closed && pair === undefined) later(0)
    },
    restart(why) {
      if (!closed && pair !== undefined) ended({ missing: false, why })
    },
    async close() {
      closed = true
      turn++
      stop()
      const limit = new Promise<void>((resolve) => (cancel = clock.schedule(resolve, CLOSE_LIMIT_MS)))
      await Promise.race([Promise.all([...alive].map(({ gone }) => gone)), limit])
      cancel()
      process.removeListener('exit', onProcessExit)
    },
  }
}
