import { Server } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { startAgent, type RunningAgent } from './agent/start-agent.ts'
import { checkOptions } from './check-options.ts'
import { optionsFromEnvironment } from './environment.ts'
import { sayFailure, sayProblem } from './errors.ts'
import { createHttpLog } from './log.ts'
import type { SflowHttpAgent, SflowHttpOptions } from './options.ts'

/** What runs in this thread, whichever copy of this package has started it. */
interface Running {
  readonly agent: SflowHttpAgent & Partial<RunningAgent>
  /** What was asked for in code; undefined: only the environment has asked. */
  readonly options: SflowHttpOptions | undefined
}

const RUNNING = Symbol.for('@host-sflow/httpd-agent.running')
const place = globalThis as { [RUNNING]?: Running | undefined }

/**
 * Starts the agent of this thread, or gives the one that runs. Never throws: what cannot be used of the options is told,
 * its default is in force.
 */
export function sflowHttp(options?: SflowHttpOptions): SflowHttpAgent {
  const agent = agentOf(options)
  // Who asks for it is going to serve: what is needed then is loaded meanwhile.
  void agent.ready
  return agent
}

/** The same for any program, which may never serve anything: then next to nothing is loaded. */
export const watchForServers = (): SflowHttpAgent => agentOf(undefined)

function agentOf(options: SflowHttpOptions | undefined): SflowHttpAgent {
  const given = copyOf(options)
  const running = place[RUNNING]
  if (running === undefined) return start(given)
  if (given === undefined || isDeepStrictEqual(given, running.options)) return running.agent
  // What --import has started had only the environment to go by.
  if (running.options === undefined) {
    void running.agent.close()
    return start(given)
  }
  sayProblem(createHttpLog(given.log), 'HSF_HTTP_TWICE', Object.keys(given).join(', '))
  return running.agent
}

/** Starts the agent, and tells it of a server that may be listening already: its counters are sent from now on. */
export function instrument(server: Server, options?: SflowHttpOptions): SflowHttpAgent {
  const agent = sflowHttp(options)
  if (server instanceof Server) (agent as Partial<RunningAgent>).services?.of(server)
  else
    sayProblem(
      createHttpLog(copyOf(options)?.log),
      'HSF_HTTP_OPTION',
      `instrument() takes a server of node:http, https or http2, not a ${typeof server}`,
    )
  return agent
}

function start(given: SflowHttpOptions | undefined): SflowHttpAgent {
  const environment = optionsFromEnvironment(process.env)
  const merged = { ...environment.options, ...given }
  const log = createHttpLog(merged.log)
  let agent: SflowHttpAgent = idle()
  try {
    const { options, capture, problems } = checkOptions(merged, log)
    for (const problem of [...environment.problems, ...problems])
      sayProblem(log, 'HSF_HTTP_OPTION', problem, problem)
    // Who runs the program can switch it off, whatever the code says.
    if (environment.options.enabled !== false && options.enabled !== false)
      agent = startAgent(options, capture, log)
    else log.info('it is switched off: nothing is counted (SFLOW_ENABLED, or the option enabled)')
  } catch (error) {
    sayFailure(log, error)
  }
  const running = { agent: forgetful(agent), options: given }
  place[RUNNING] = running
  return running.agent

  /** Once closed, another one can be started. */
  function forgetful(inner: SflowHttpAgent): SflowHttpAgent {
    const close = (): Promise<void> => {
      if (place[RUNNING] === running) place[RUNNING] = undefined
      return inner.close()
    }
    return Object.defineProperties({} as SflowHttpAgent, {
      services: { value: (inner as Partial<RunningAgent>).services },
      ready: { get: () => inner.ready, enumerable: true },
      close: { value: close, enumerable: true },
      [Symbol.asyncDispose]: { value: close },
    })
  }
}

/** What is given as undefined, or cannot be read, is not given; no option at all is none. */
function copyOf(options: SflowHttpOptions | undefined): SflowHttpOptions | undefined {
  try {
    const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined)
    return given.length === 0 ? undefined : Object.fromEntries(given)
  } catch {
    return undefined
  }
}

function idle(): SflowHttpAgent {
  const close = (): Promise<void> => Promise.resolve()
  return { ready: Promise.resolve(), close, [Symbol.asyncDispose]: close }
}
