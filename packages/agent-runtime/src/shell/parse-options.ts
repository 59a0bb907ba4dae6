import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf, runtimeError, type RuntimeError } from '../errors.ts'
import { closest } from './closest.ts'
import type { Option, OptionTable, OptionValues, ValueOption } from './option-table.ts'

export interface ParsedOptions<T extends OptionTable> {
  readonly values: OptionValues<T>
  readonly positionals: readonly string[]
  /** Names of the options that the command line itself gave, not the environment. */
  readonly given: ReadonlySet<string>
  /** Why the values cannot be trusted; the ones that could be read are there nevertheless. */
  readonly error: RuntimeError | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads a command line (without the program). Never throws: the first mistake is in `error`. */
export function parseOptions<T extends OptionTable>(
  table: T,
  argv: readonly string[],
  environment: Environment = {},
): ParsedOptions<T> {
  const values: Record<string, unknown> = {}
  const given = new Set<string>()
  const positionals: string[] = []
  let error: RuntimeError | undefined
  const complain = (detail: string): void => {
    error ??= runtimeError('HSF_USAGE', detail)
  }

  function set(option: ValueOption, name: string, argument: string, label: string): void {
    try {
      const value = option.parse(argument)
      values[name] = option.repeat ? [...(values[name] as unknown[]), value] : value
    } catch (cause) {
      complain(`${label}: ${messageOf(cause)}`)
    }
  }

  for (const [name, option] of Object.entries(table)) values[name] = initial(option)
  const { tokens } = parseArgs({ args: [...argv], options: config(table), strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined
    if (option === undefined) {
      complain(unknownOption(token.rawName, table))
      continue
    }
    given.add(token.name)
    if (option.type !== 'value') {
      if (token.value !== undefined) complain(`${token.rawName} takes no argument`)
      values[token.name] = option.type === 'flag' || (values[token.name] as number) + 1
    } else if (token.value === undefined || (!token.inlineValue && isOption(token.value))) {
      complain(`${token.rawName} needs an argument: ${option.argument}`)
    } else set(option, token.name, token.value, `${token.rawName} ${token.value}`)
  }

  for (const [name, option] of Object.entries(table)) {
    if (option.type !== 'value' || option.environment === undefined || given.has(name)) continue
    const variable = environment[option.environment] ?? ''
    for (const part of option.repeat ? variable.split(',') : [variable]) {
      if (part.trim() !== '') set(option, name, part.trim(), `$${option.environment}=${part}`)
    }
  }
  return { values: values as OptionValues<T>, positionals, given, error }
}

function initial(option: Option): unknown {
  if (option.type === 'flag') return false
  if (option.type === 'count') return 0
  return option.repeat ? [] : undefined
}

function config(table: OptionTable): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { type, short }]) => [
      name,
      { type: type === 'value' ? 'string' : 'boolean', ...(short !== undefined && { short }) } as const,
    ]),
  )
}

/** A lone `-` is standard input. */
// A negative number is an argument, if a wrong one, and should be called that.
const isOption = (argument: string): boolean => /^-(?!\d|$)/.test(argument)

function unknownOption(rawName: string, table: OptionTable): string {
  const names = Object.entries(table).flatMap(([name, { hidden }]) => (hidden ? [] : [name]))
  const near = rawName.startsWith('--') ? closest(rawName.slice(2), names) : undefined
  return near === undefined
    ? `unknown option ${rawName}`
    : `unknown option ${rawName} (did you mean --${near}?)`
}
