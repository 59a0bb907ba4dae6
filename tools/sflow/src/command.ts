import {
  exitCodes,
  helpText,
  parseOptions,
  runtimeError,
  type HelpOptions,
  type OptionTable,
  type OptionValues,
} from '@host-sflow/agent-runtime'
import { note, type Io } from './io.ts'

/** What a command gets of its command line. */
export interface Arguments<T extends OptionTable> {
  readonly values: OptionValues<T>
  readonly operand: string | undefined
}

/** What a command declares; the help text is made of it too. */
export interface Declaration<T extends OptionTable> {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What its help says first. */
  readonly about: string
  /** What it works on, if anything. */
  readonly operand?: string
  readonly options: T
  readonly examples: HelpOptions['examples']
  /** Resolves to the exit code. @throws CommandError */
  run(args: Arguments<T>, io: Io): Promise<number>
}

/** A command as the program calls it. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** Runs it with what follows its name; resolves to the exit code. @throws CommandError */
  main(args: readonly string[], io: Io): Promise<number>
}

/** An option of the program and of each command. */
export const help = { type: 'flag', short: 'h', group: 'Options', help: 'show this text, exit' } as const

/** Gives a command its help and the check of its command line. */
export function command<T extends OptionTable>(declaration: Declaration<T>): Command {
  const { name, summary, about, operand, examples } = declaration
  const options = { ...declaration.options, help }
  return {
    name,
    summary,
    async main(args, io) {
      const { values, positionals, given, error } = parseOptions(options, args)
      if (given.has('help')) {
        const usage = [`${operand === undefined ? '' : `${operand} `}[OPTION]...`]
        io.stdout.write(helpText({ name: `sflow ${name}`, summary: about, usage, options, examples }))
        return exitCodes.success
      }
      const surplus = positionals[operand === undefined ? 0 : 1]
      const mistake =
        error ??
        (surplus === undefined ? undefined : runtimeError('HSF_USAGE', `unexpected argument ${surplus}`))
      if (mistake !== undefined) {
        note(io, `${mistake.message}\n  see: sflow ${name} --help`)
        return exitCodes.usage
      }
      return declaration.run({ values, operand: positionals[0] }, io)
    },
  }
}
