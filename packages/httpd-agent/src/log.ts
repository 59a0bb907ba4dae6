import { channel } from 'node:diagnostics_channel'
import { debuglog, types } from 'node:util'
import { createConditions, type Log } from '@host-sflow/agent-runtime'
import { httpErrors } from './errors.ts'
import type { SflowLog } from './options.ts'

/** `{ code, message }` of each problem, when it is said. */
const problems = channel('sflow:problem')

/** Nothing, unless `NODE_DEBUG=sflow`: the streams of a program belong to the program. */
const silent = (): SflowLog => {
  const debug = debuglog('sflow')
  const say = (message: string): void => debug('%s', message)
  return { debug: say, info: say, warn: say }
}

/** What is told, and what of it lasts. */
export interface HttpLog extends Log {
  /** The last problem that has not gone again, for the status file, which everybody on the host can read. */
  trouble(): string | undefined
}

/** The log of agent-runtime's parts on top of what the application has given; that may throw. */
export function createHttpLog(target: SflowLog = silent()): HttpLog {
  const conditions = createConditions(() => performance.now())
  const say =
    (level: keyof SflowLog) =>
    (message: string): void => {
      try {
        const told: unknown = target[level](`sflow: ${message}`)
        if (types.isPromise(told)) told.catch(() => undefined)
      } catch {
        // It is told nowhere else.
      }
    }
  const debug = say('debug')
  const info = say('info')
  const warn = say('warn')
  let last: { readonly key: string; readonly text: string } | undefined
  const over = (key: string): void => {
    if (last?.key === key) last = undefined
  }
  const log: HttpLog = {
    trace: debug,
    debug,
    info,
    warn,
    error: warn,
    fatal: warn,
    problem(key, message) {
      const note = conditions.raise(key)
      if (note === undefined) return
      const code = key.split(' ')[0]!
      // What the application has thrown can hold anything, such as the text that JSON.parse refused.
      const isOfApplication = code === 'HSF_HTTP_HOOK' || code === 'HSF_HTTP_INTERNAL'
      last = { key, text: isOfApplication ? httpErrors[code].message : message }
      warn(`${message}${note}`)
      if (problems.hasSubscribers) problems.publish({ code, message })
    },
    recovered(key, message) {
      over(key)
      if (conditions.clear(key) !== undefined) info(message)
    },
    forget(key) {
      over(key)
      conditions.clear(key)
    },
    child: () => log,
    trouble: () => last?.text,
  }
  return log
}
