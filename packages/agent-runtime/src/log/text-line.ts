import { levels } from './level.ts'

/** The members of a bunyan record that lines are made of. */
export interface LogRecord {
  readonly name: string
  readonly level: number
  readonly msg: string
  readonly time: Date
  readonly component?: string
  readonly err?: { readonly stack?: string }
  readonly [field: string]: unknown
}

/** journal: no time (journald has its own) and the priority in front, see sd-daemon(3). */
export type TextStyle = 'plain' | 'colour' | 'journal'

interface LevelText {
  readonly name: string
  readonly priority: number
  readonly colour: string
}

const FATAL: LevelText = { name: 'fatal', priority: 2, colour: '\u001B[31m' }
const TEXTS: readonly (readonly [number, LevelText])[] = [
  [levels.fatal, FATAL],
  [levels.error, { name: 'error', priority: 3, colour: '\u001B[31m' }],
  [levels.warn, { name: 'warn', priority: 4, colour: '\u001B[33m' }],
  [levels.info, { name: 'info', priority: 6, colour: '' }],
  [levels.debug, { name: 'debug', priority: 7, colour: '\u001B[2m' }],
  [0, { name: 'trace', priority: 7, colour: '\u001B[2m' }],
]
const RESET = '\u001B[0m'

/** One record as readable text, ending in a line feed; a stack follows on lines of its own. */
export function textLine(record: LogRecord, style: TextStyle): string {
  const level = TEXTS.find(([least]) => record.level >= least)?.[1] ?? FATAL
  const component = record.component === undefined ? '' : `${record.component}: `
  const lines = printable(`${component}${record.msg}${fieldsText(record)}`).split('\n')
  if (record.err?.stack !== undefined) lines.push(...printable(record.err.stack).split('\n').map(indented))
  if (style === 'journal') return lines.map((line) => `<${level.priority}>${line}\n`).join('')

  const time = record.time.toISOString().slice(11, 23)
  const name = level.name.padEnd(5)
  const head = style === 'colour' && level.colour !== '' ? `${level.colour}${name}${RESET}` : name
  return `${time} ${head} ${lines.join('\n')}\n`
}

/** What bunyan puts into every record, and what is printed in its own place. */
const OWN = new Set(['name', 'hostname', 'pid', 'level', 'msg', 'time', 'v', 'component', 'err'])

function fieldsText(record: LogRecord): string {
  const fields = Object.entries(record).filter(([name]) => !OWN.has(name))
  return fields.map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join('')
}

const indented = (line: string): string => `  ${line.trimStart()}`

/** Names from the network and from the host end up in messages: they must not steer a terminal. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\x${code.toString(16).padStart(2, '0')}`
  })
}
