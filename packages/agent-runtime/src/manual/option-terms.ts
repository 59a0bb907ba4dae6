import { exitCodes } from '../shell/help-text.ts'
import type { Option, OptionTable } from '../shell/option-table.ts'
import { heading, sentence, terms, type Part } from './document.ts'

type Row = [term: string, text: string]

/** What each exit code of a program means. */
export type ExitMeanings = Readonly<Record<keyof typeof exitCodes, string>>

/** The options of a program, group by group. */
export function optionParts(table: OptionTable): Part[] {
  const shown = Object.entries(table).filter(([, { hidden }]) => hidden !== true)
  return [...new Set(shown.map(([, { group }]) => group))].flatMap((group) => [
    heading(group),
    terms(
      ...shown
        .filter(([, option]) => option.group === group)
        .map(([name, option]) => optionRow(name, option)),
    ),
  ])
}

/** The options that are there for compatibility only, with what is to be done instead. */
export const hiddenOptionTerms = (
  table: OptionTable,
  instead: Readonly<Record<string, string | undefined>>,
): Row[] =>
  Object.entries(table)
    .filter(([, { hidden }]) => hidden === true)
    .map(([name, option]) => [optionRow(name, option)[0], sentence(instead[name] ?? option.help)])

/** The variables that stand for options. */
export const environmentTerms = (table: OptionTable): Row[] =>
  Object.entries(table).flatMap(([name, option]): Row[] => {
    if (option.type !== 'value' || option.environment === undefined) return []
    const several = option.repeat ? ', with commas between several' : ''
    return [[option.environment, `As \`--${name}\`${several}. The option comes first.`]]
  })

export const exitTerms = (meanings: ExitMeanings): Row[] =>
  Object.entries(exitCodes).map(([name, number]) => [
    String(number),
    meanings[name as keyof typeof exitCodes],
  ])

function optionRow(name: string, option: Option): Row {
  const argument = option.type === 'value' ? ` ${option.argument}` : ''
  const short = option.short === undefined ? '' : `-${option.short}, `
  return [`${short}--${name}${argument}`, [helpSentence(option.help), ...notes(option)].join(' ')]
}

/** A text that begins with names of commands keeps them as they are typed. */
function helpSentence(help: string): string {
  const [, names] = /^((?:[\w-]+, )*[\w-]+): /.exec(help) ?? []
  if (names === undefined) return sentence(help)
  const literal = names.split(', ').map((name) => `\`${name}\``)
  return `${literal.join(', ')}: ${help.slice(names.length + 2)}.`
}

function notes(option: Option): string[] {
  if (option.type === 'count') return ['May be repeated.']
  if (option.type === 'flag') return []
  return [
    ...(option.repeat ? ['May be repeated.'] : []),
    ...(option.defaultText === undefined ? [] : [`Default: ${option.defaultText}.`]),
    ...(option.environment === undefined ? [] : [`Environment: \`${option.environment}\`.`]),
  ]
}
