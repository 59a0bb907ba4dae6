import { channel } from 'node:diagnostics_channel'
import { debuglog } from 'node:util'
import { createConditions, type Log } from '@host-sflow/agent-runtime'
import type { SflowLog } from './options.ts'

/** `{ code, message }` of each problem, when it is said. */
const problems = channel('sflow:problem')

/** Nothing, unless `NODE_DEBUG=sflow`: the streams of a program belong to the program. */
const silent = (): SflowLog => {
  const debug = debuglog('sflow')
  const say = (message: string): void => debug('%s', message)
  return { debug: say, info: say, warn: say }
}

/** The log of agent-runtime's parts on top of what the application has given; that may throw. */
export function createHttpLog(target: SflowLog = silent()): Log {
  const conditions = createConditions(() => performance.now())
  const say =
    (level: keyof SflowLog) =>
    (message: string): void => {
      try {
        target[level](`sflow: ${message}`)
      } catch {
        // It is told nowhere else.
      }
    }
  const debug = say('debug')
  const info = say('info')
  const warn = say('warn')
  const log: Log = {
    trace: debug,
    debug,
    info,
    warn,
    error: warn,
    fatal: warn,
    problem(key, message) {
      const note = conditions.raise(key)
      if (note === undefined) return
      warn(`${message}${note}`)
      if (problems.hasSubscribers) problems.publish({ code: key.split(' ')[0], message })
    },
    recovered(key, message) {
      if (conditions.clear(key) !== undefined) info(message)
    },
    forget: (key) => void conditions.clear(key),
    child: () => log,
  }
  return log
}
