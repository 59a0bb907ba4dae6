import { describe, isRuntimeError, messageOf } from '../errors.ts'
import { createLog, type Log } from '../log/log.ts'
import type { LogLevels } from '../log/level.ts'
import type { CommonOptions } from './common-options.ts'
import { exitCodes, helpText, type HelpOptions } from './help-text.ts'
import type { OptionTable, OptionValues } from './option-table.ts'
import { parseOptions, type ParsedOptions } from './parse-options.ts'
import { systemProcess, type ProcessLike } from './process-like.ts'
import { superviseSignals } from './signals.ts'

/** A daemon that is up. */
export interface Running {
  /** Flushes and closes; the process exits with 0 when it resolves, with 1 when that takes longer than 4.5 s. */
  stop(): Promise<void>
  /** SIGHUP: an invalid new configuration is to be reported, and the old one kept. */
  reload?(): void | Promise<void>
  /** SIGUSR2: what is to be logged. */
  dump?(): Readonly<Record<string, unknown>>
}

/** What the program's own part gets. */
export interface DaemonContext<T extends OptionTable> extends Omit<ParsedOptions<T>, 'error'> {
  readonly log: Log
  /** Standard output, for data. Resolves when it is written. */
  readonly print: (text: string) => Promise<void>
}

export interface DaemonOptions<T extends OptionTable> extends HelpOptions {
  readonly version: string
  /** Includes the common ones. */
  readonly options: T & CommonOptions
  /** Whether anything but options may stand on the command line. */
  readonly allowPositionals?: boolean
  /** As what another program runs this one and shares its log with it: each line begins with this name. */
  logPart?(values: OptionValues<T & CommonOptions>): string | undefined
  /** Starts; returns what runs, or the exit code of a program that has done its work. */
  main(context: DaemonContext<T & CommonOptions>): Promise<Running | number>
  readonly process?: ProcessLike
}

/** Something thrown that names its exit code, as all errors of this project may. */
interface WithExitCode {
  readonly exitCode: number
}

/**
 * Runs a program: options, help, version, log, signals, exit codes. `bin` files call this and nothing else.
 * Errors that reach here are logged and end the process: with their `exitCode` if they have one, else with 1.
 */
export async function runDaemon<T extends OptionTable>(daemon: DaemonOptions<T>): Promise<void> {
  const { name, version, process: host = systemProcess, allowPositionals = false } = daemon
  // As the C programs have it.
  const words = host.argv.map((word) => (word === '-?' ? '--help' : word))
  const parsed = parseOptions(daemon.options, words, host.environment)
  // The common options are in every table; the compiler cannot see that through the generic.
  const common = parsed.values as unknown as OptionValues<CommonOptions>
  if (common.help) return say(host, name, helpText(daemon, await daemon.more?.()))
  if (common.version) return say(host, name, `${name} ${version} ${host.platform}\n`)
  const surplus = allowPositionals ? undefined : parsed.positionals[0]
  const mistake = parsed.error?.message ?? (surplus === undefined ? undefined : unexpected(surplus))
  if (mistake !== undefined) {
    host.writeErr(`${name}: ${mistake}\nTry: ${name} --help\n`)
    return host.exit(exitCodes.usage)
  }

  const whole = createLog({
    name,
    levels: levelsOf(common),
    // Who types a command reads what it says, also through a pipe.
    format: common['log-format'] ?? (parsed.positionals.length > 0 ? 'text' : undefined),
    write: (text) => host.writeErr(text),
  })
  const part = daemon.logPart?.(parsed.values)
  const log = part === undefined ? whole : whole.child(part)
  const signals = superviseSignals({ host, log })
  log.debug(`${name} ${version} ${host.platform}`)
  try {
    const { values, positionals, given } = parsed
    const running = await daemon.main({
      values,
      positionals,
      given,
      log,
      print: (text) => host.writeOut(text),
    })
    if (typeof running === 'number') return host.exit(running)
    signals.attach(running)
  } catch (error) {
    log.fatal(messageOf(error), isExpected(error) ? {} : { err: error })
    host.exit(hasExitCode(error) ? error.exitCode : exitCodes.failure)
  }
}

/** Writes all that a program was asked for, and ends it. */
async function say(host: ProcessLike, name: string, text: string): Promise<void> {
  try {
    await host.writeOut(text)
  } catch (error) {
    host.writeErr(`${name}: ${messageOf(error)}\n`)
    return host.exit(exitCodes.failure)
  }
  host.exit(exitCodes.success)
}

const unexpected = (argument: string): string => describe('HSF_USAGE', `unexpected argument ${argument}`)

function levelsOf(values: OptionValues<CommonOptions>): LogLevels {
  const levels = values['log-level'] ?? { level: 'info', components: {} }
  if (values.debug === 0) return levels
  return { ...levels, level: values.debug === 1 ? 'debug' : 'trace' }
}

/** Errors with a remedy or an exit code are conditions that were foreseen: their stack helps nobody. */
function isExpected(error: unknown): boolean {
  return isRuntimeError(error) || hasExitCode(error) || (error instanceof Error && 'remedy' in error)
}

function hasExitCode(error: unknown): error is WithExitCode {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
}
