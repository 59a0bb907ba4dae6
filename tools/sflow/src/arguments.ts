import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CommandError } from './errors.ts'
import { didYouMean } from './suggest.ts'

/** One option of a command: what parses it is also what explains it. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** What the help calls its value. */
  readonly value?: string
  readonly help: string
}

/** One command. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Its operand, if it takes one. */
  readonly operand?: string
  readonly options: Readonly<Record<string, Option>>
  /** What the help says above and below the options. */
  readonly about: string
  readonly examples: readonly string[]
}

/** Parsed arguments. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly operands: readonly string[]
}

export const helpOption: Option = { type: 'boolean', short: 'h', help: 'print this help' }

const usage = (command: Command, detail: string): never => {
  throw new CommandError('HSF_CLI_USAGE', detail, { remedy: `see: sflow ${command.name} --help` })
}

/** @throws CommandError HSF_CLI_USAGE, with the option that was probably meant */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const options: Record<string, Option> = { ...command.options, help: helpOption }
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  ) satisfies ParseArgsConfig['options']
  // First without checks, to find an unknown option ourselves: only so can the likely one be named.
  const { tokens } = parseArgs({ args: [...args], options: config, strict: false, tokens: true })
  for (const token of tokens)
    if (token.kind === 'option' && !(token.name in options))
      usage(
        command,
        `unknown option ${token.rawName}${didYouMean(
          token.rawName,
          Object.keys(options).map((name) => `--${name}`),
        )}`,
      )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals: true })
    const operands = values['help'] === true ? [] : positionals
    if (operands.length > (command.operand === undefined ? 0 : 1))
      usage(command, `unexpected argument "${operands.at(-1)}"`)
    return { values, operands }
  } catch (error) {
    if (error instanceof CommandError) throw error
    return usage(command, (error as Error).message.split('. ')[0]!)
  }
}

/** The value of a whole-number option. @throws CommandError HSF_CLI_USAGE */
export function integerOption(
  command: Command,
  { values }: Arguments,
  name: string,
  [min, max]: readonly [number, number],
): number | undefined {
  const text = values[name]
  if (typeof text !== 'string') return undefined
  const value = Number(text)
  if (!/^\d{1,15}$/.test(text) || value < min || value > max)
    usage(command, `--${name} takes a number from ${min} to ${max}, not "${text}"`)
  return value
}

/** The value of an option that takes one of a few words. @throws CommandError HSF_CLI_USAGE */
export function choiceOption<T extends string>(
  command: Command,
  { values }: Arguments,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = values[name]
  if (typeof text !== 'string') return undefined
  const choice = choices.find((each) => each === text)
  return (
    choice ??
    usage(command, `--${name} takes ${choices.join(', ')}, not "${text}"${didYouMean(text, choices)}`)
  )
}
