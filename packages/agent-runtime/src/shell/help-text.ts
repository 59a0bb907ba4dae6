import type { Option, OptionTable } from './option-table.ts'

const WIDTH = 79
const INDENT = 2
/** Where explanations begin. */
const COLUMN = 28

/** What a program is, for its `--help`. */
export interface HelpOptions {
  readonly name: string
  /** One sentence. */
  readonly summary: string
  /** What follows the name, for example `[OPTION]...`; several for several forms. */
  readonly usage: readonly string[]
  /** For a program that has commands: each with what it does. */
  readonly commands?: readonly (readonly [name: string, effect: string])[]
  readonly options: OptionTable
  /** More sections, of lines under 80 columns. */
  readonly more?: () => Promise<string>
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [command: string, effect: string])[]
}

/** Exit codes of all programs, from sysexits.h where they are there. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 64,
  unavailable: 69,
  noPermission: 77,
  configuration: 78,
} as const

const EXIT_CODES =
  '0 success; 1 failure; 64 usage; 69 something needed is unavailable; 77 no permission; 78 configuration'

/** The text of `--help`, under 80 columns; `more`: further sections. */
export function helpText(help: HelpOptions, more?: string): string {
  const { name, summary, usage, commands = [], options, examples } = help
  const sections = [
    wrap(summary, 0).join('\n'),
    usage.map((form, i) => `${i === 0 ? 'Usage:' : '      '} ${name} ${form}`).join('\n'),
  ]
  if (commands.length > 0) {
    const rows = commands.map(([command, effect]) => columns(`  ${command}`, effect))
    sections.push(['Commands:', ...rows].join('\n'))
  }
  const shown = Object.entries(options).filter(([, { hidden }]) => hidden !== true)
  for (const group of new Set(shown.map(([, option]) => option.group))) {
    const rows = shown.filter(([, option]) => option.group === group).map(([key, option]) => row(key, option))
    sections.push([`${group}:`, ...rows].join('\n'))
  }
  if (more !== undefined) sections.push(more)
  if (examples.length > 0) {
    const lines = examples.flatMap(([command, effect]) => [`  ${command}`, ...wrap(effect, 6)])
    sections.push(['Examples:', ...lines].join('\n'))
  }
  sections.push(['Exit codes:', ...wrap(EXIT_CODES, INDENT)].join('\n'))
  return `${sections.join('\n\n')}\n`
}

function row(name: string, option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `
  const argument = option.type === 'value' ? ` ${option.argument}` : ''
  const left = `${' '.repeat(INDENT)}${short}--${name}${argument}`
  return columns(left, [option.help, ...notes(option)].join(' '))
}

/** What is explained, and its explanation beside it, or below where it is long. */
function columns(left: string, text: string): string {
  const right = wrap(text, COLUMN)
  if (left.length > COLUMN - 2) return [left, ...right].join('\n')
  return [left.padEnd(COLUMN) + right[0]!.trimStart(), ...right.slice(1)].join('\n')
}

function notes(option: Option): string[] {
  if (option.type === 'count') return ['(repeatable)']
  if (option.type === 'flag') return []
  const parts = [
    ...(option.repeat ? ['repeatable'] : []),
    ...(option.defaultText === undefined ? [] : [`default: ${option.defaultText}`]),
    ...(option.environment === undefined ? [] : [`env: ${option.environment}`]),
  ]
  return parts.length === 0 ? [] : [`(${parts.join('; ')})`]
}

/** Breaks a text into lines that start in the given column. */
function wrap(text: string, column: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/u)) {
    if (line !== '' && column + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => ' '.repeat(column) + each)
}
