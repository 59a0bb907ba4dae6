import bunyan from 'bunyan'
import { counted } from '../text/words.ts'
import { createConditions, type Conditions } from './conditions.ts'
import { chooseStyle, standardError, type LogFormat, type LogTarget } from './format.ts'
import type { Level, LogLevels } from './level.ts'
import { textLine, type LogRecord } from './text-line.ts'

/** Members of a JSON line beside the message; `err` is an error, printed with its stack. */
export type LogFields = Readonly<Record<string, unknown>>

/** The log of a program. stdout is never used: it is for data. */
export interface Log {
  trace(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  fatal(message: string, fields?: LogFields): void
  /** Warns of a condition when it arises; while it lasts, repeats are counted, and said once an hour. */
  problem(key: string, message: string, fields?: LogFields): void
  /** Says that a condition is over, with the number of its repeats; nothing when it had not been said. */
  recovered(key: string, message: string): void
  /** Drops a condition whose subject is gone. */
  forget(key: string): void
  /** A log of one part of the program, whose level can be set apart (`--log-level dns=debug`). */
  child(component: string): Log
}

export interface LogOptions {
  /** The program. */
  readonly name: string
  readonly levels?: LogLevels
  /** By what stderr is, unless told. */
  readonly format?: LogFormat | undefined
  readonly target?: LogTarget
  /** Takes whole lines; process.stderr unless told. */
  readonly write?: (text: string) => void
  /** Monotonic. */
  readonly nowMs?: () => number
}

/** Creates the log of a program, on stderr. */
export function createLog(options: LogOptions): Log {
  const { name, levels = { level: 'info', components: {} }, target = standardError() } = options
  const write = options.write ?? ((text: string) => void process.stderr.write(text))
  const style = chooseStyle(target, options.format)
  const stream =
    style === 'json' ? { write } : { write: (record: unknown) => write(textLine(record as LogRecord, style)) }
  const logger = bunyan.createLogger({
    name,
    serializers: { err: bunyan.stdSerializers.err },
    // Levels are decided by the loggers, not by the stream.
    streams: [
      {
        level: 'trace',
        type: style === 'json' ? 'stream' : 'raw',
        stream: stream as unknown as NodeJS.WritableStream,
      },
    ],
  })
  const conditions = createConditions(options.nowMs ?? (() => performance.now()))
  return wrap(logger, levels, levels.level, conditions)
}

function wrap(logger: bunyan, levels: LogLevels, level: Level, conditions: Conditions): Log {
  logger.level(level)
  const say =
    (at: Level) =>
    (message: string, fields: LogFields = {}): void =>
      // '%s': a message is text, also when it holds a percent sign.
      logger[at](fields, '%s', message)
  const warn = say('warn')
  const info = say('info')
  return {
    trace: say('trace'),
    debug: say('debug'),
    info,
    warn,
    error: say('error'),
    fatal: say('fatal'),
    problem(key, message, fields) {
      const note = conditions.raise(key)
      if (note !== undefined) warn(`${message}${note}`, fields)
    },
    recovered(key, message) {
      const repeats = conditions.clear(key)
      if (repeats !== undefined) info(repeats === 0 ? message : `${message}; ${counted(repeats, 'repeat')}`)
    },
    forget: (key) => void conditions.clear(key),
    child(component) {
      // Children of a wrapped log say one condition once, whichever part meets it.
      return wrap(
        logger.child({ component }),
        levels,
        levels.components[component] ?? levels.level,
        conditions,
      )
    },
  }
}
