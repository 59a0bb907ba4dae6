import type { Change } from '../plan/change.ts'
import { SEEN_KEY } from '../plan/agent.ts'
import { MARK } from '../plan/mark.ts'
import type { SflowColumns } from '../plan/state.ts'

/** What all commands have in common. */
export interface CommandOptions {
  readonly program: string
  /** Where the database is; undefined: where ovs-vsctl looks by itself. */
  readonly server: string | undefined
  readonly timeoutS: number
}

/** How lists are printed: Open vSwitch 1.0 has text only. */
export type ListFormat = 'json' | 'text'

export const versionCommand = ({ program }: CommandOptions): string[] => [program, '--version']

/** Lists the tables Open_vSwitch, Bridge and sFlow, in one transaction. */
export function readCommand(options: CommandOptions, format: ListFormat): string[] {
  const json = format === 'json'
  return [
    ...start(options, { wait: false }),
    ...(json ? ['--format=json', '--columns=cur_cfg,next_cfg'] : []),
    'list',
    'Open_vSwitch',
    '--',
    ...(json ? ['--columns=_uuid,name,sflow'] : []),
    'list',
    'Bridge',
    '--',
    // All columns of sFlow: that of external_ids is not there in all versions.
    'list',
    'sFlow',
  ]
}

/** Makes the row in a command of its own, which prints its UUID. */
export const createCommand = (options: CommandOptions, columns: SflowColumns, marks: boolean): string[] => [
  ...start(options, { wait: false }),
  ...create(columns, ids(marks)),
]

/** How to make the changes in one transaction. */
export interface TransactionOptions {
  readonly wait: boolean
  /** UUID of the row that was made before; undefined: it is made in this transaction. */
  readonly created: string | undefined
  /** Whether there is a column external_ids. */
  readonly marks: boolean
}

/** Undefined where there is nothing to do. */
export function transactionCommand(
  options: CommandOptions,
  changes: readonly Change[],
  how: TransactionOptions,
): string[] | undefined {
  const parts = changes.map((change) => part(change, how)).filter((words) => words.length > 0)
  if (parts.length === 0) return undefined
  return [...start(options, how), ...parts.flatMap((words) => ['--', ...words])]
}

const start = (
  { program, server, timeoutS }: CommandOptions,
  { wait }: Pick<TransactionOptions, 'wait'>,
): string[] => [
  program,
  `--timeout=${timeoutS}`,
  ...(server === undefined ? [] : [`--db=${server}`]),
  ...(wait ? [] : ['--no-wait']),
]

const NEW_ROW = '@newsflow'

/** The words of a change. Rows are named by UUID: names of bridges may hold anything. */
function part(change: Change, { created, marks }: TransactionOptions): string[] {
  switch (change.kind) {
    case 'create':
      return created === undefined
        ? [`--id=${NEW_ROW}`, ...create(change.columns, ids(marks, change.seen))]
        : []
    case 'update': {
      const columns = [...settings(change.columns, '[]'), ...(marks ? ids(change.mark, change.seen) : [])]
      return columns.length === 0 ? [] : ['set', 'sFlow', change.row.uuid, ...columns]
    }
    case 'attach': {
      const row = change.to === 'created' ? (created ?? NEW_ROW) : change.to.uuid
      return ['set', 'Bridge', change.bridge.uuid, `sflow=${row}`]
    }
    case 'detach':
      return ['set', 'Bridge', change.bridge.uuid, 'sflow=[]']
    default:
      return ['destroy', 'sFlow', change.row.uuid]
  }
}

const create = (columns: SflowColumns, more: readonly string[]): string[] => [
  'create',
  'sFlow',
  ...settings(columns, undefined),
  ...more,
]

const ids = (mark: boolean, seen?: string): string[] => [
  ...(mark ? [`external_ids:${MARK.key}=${MARK.value}`] : []),
  ...(seen === undefined ? [] : [`external_ids:${SEEN_KEY}=${JSON.stringify(seen)}`]),
]

/** `column=value`; `empty` is the value of what is not set, undefined: it is not named. */
function settings(columns: Partial<SflowColumns>, empty: string | undefined): string[] {
  const names = ['agent', 'header', 'polling', 'sampling', 'targets'] as const
  return names
    .filter((name) => name in columns)
    .flatMap((name) => {
      const value = columns[name] === undefined ? empty : valueText(columns[name])
      return value === undefined ? [] : [`${name}=${value}`]
    })
}

/** Strings are quoted as in JSON: ovs-vsctl(8), Database Values. */
const valueText = (value: string | number | readonly string[]): string =>
  typeof value === 'object'
    ? `[${value.map((text) => JSON.stringify(text)).join(',')}]`
    : JSON.stringify(value)
