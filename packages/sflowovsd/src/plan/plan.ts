import type { Features } from '../ovs/open-vswitch.ts'
import type { Wanted, WantedRow } from '../settings/wanted.ts'
import { agentFor, SEEN_KEY, type RowAgent } from './agent.ts'
import { firstNames, quotedName } from './bridge-names.ts'
import type { Change } from './change.ts'
import { chooseRow } from './choose-row.ts'
import { describeColumns, describeRow, differences } from './columns.ts'
import { isOurs } from './mark.ts'
import type { BridgeRow, SflowColumns, SflowRow, SwitchState } from './state.ts'
import { usersOf } from './users.ts'

/** What is to be done to make the state the wanted one. */
export interface Plan {
  /** What the row of the bridges is to have; undefined: there is to be none. */
  readonly columns: SflowColumns | undefined
  /** None: the state is as wanted. */
  readonly changes: readonly Change[]
  /** Each decision in words. */
  readonly decisions: readonly string[]
  /** What our row held instead: only its own history tells a keeper whether the settings have changed since. */
  readonly drifted: readonly string[]
  /** What somebody else had set, and is replaced or taken over. */
  readonly replaced: readonly string[]
  /** Rows of somebody else that stay, since nothing is wanted. */
  readonly left: readonly LeftRow[]
  /** Something of ours is not as it was set: only its own history tells a keeper whether the settings have changed instead. */
  readonly foreignChange: boolean
}

export interface LeftRow {
  readonly uuid: string
  readonly text: string
}

export interface PlanOptions extends Features {
  /** A row of somebody else is taken over instead of replaced. */
  readonly adopt: boolean
  /** UUIDs of the bridges that had our row when it was last looked. */
  readonly known?: ReadonlySet<string>
}

/** Compares what Open vSwitch has with what is wanted; pure. */
export function planChanges(state: SwitchState, wanted: Wanted, options: PlanOptions): Plan {
  return wanted.state === 'none' ? planRemoval(state, wanted.why, options) : planRow(state, wanted, options)
}

function planRow(state: SwitchState, wanted: WantedRow, options: PlanOptions): Plan {
  const { bridges, rows } = state
  if (bridges.length === 0) return nothing('there is no bridge yet')
  const keep = chooseRow(state, options)
  const { agent, seen } = agentFor(keep, wanted, options)
  const columns = { ...wanted.columns, agent }
  const known = options.known ?? new Set()
  const strayed = bridges.filter(({ sflow }) => sflow === undefined || sflow !== keep?.uuid)
  const update = keep === undefined ? undefined : updateOf(keep, columns, seen, options)
  const changes: Change[] = [
    ...(keep === undefined
      ? [{ kind: 'create', columns, ...(seen !== undefined && { seen }) } as const]
      : []),
    ...(update === undefined ? [] : [update]),
    ...strayed.map((bridge): Change => ({ kind: 'attach', bridge, to: keep ?? 'created' })),
    ...surplus(rows, keep, options),
  ]
  const foreign = foreignRows(state, options).filter(({ uuid }) => uuid !== keep?.uuid)
  const isForeign = new Set<string | undefined>(foreign.map(({ uuid }) => uuid))
  const users = usersOf(bridges)
  const drifted = keep !== undefined && isOurs(keep, options) && update !== undefined
  return {
    columns,
    changes,
    decisions: [
      keep === undefined
        ? `no row can be used: one is made, with ${describeColumns(columns)}`
        : `row ${keep.uuid} is ${isOurs(keep, options) ? 'ours' : 'adopted'}`,
      ...(update === undefined ? [] : [`row ${keep!.uuid} gets ${changed(update)}`]),
      ...strayed.map((bridge) => `bridge ${quoted(bridge)} gets it ${insteadOf(bridge)}`),
      ...(changes.length === 0 ? ['all is as wanted'] : []),
    ],
    drifted: drifted ? [`the row ${describeRow(keep)} had been changed, and is put right`] : [],
    replaced: [
      ...(keep !== undefined && update !== undefined && !isOurs(keep, options)
        ? [`the row ${describeRow(keep)} of somebody else is adopted`]
        : []),
      ...foreign.map((row) => `the row ${describeRow(row)} ${ofBridges(users.get(row.uuid))} is replaced`),
    ],
    left: [],
    foreignChange: drifted || strayed.some(({ uuid, sflow }) => known.has(uuid) || isForeign.has(sflow)),
  }
}

/** Where rows bear no mark (1.0), all of them are taken to be ours, as the C program does. */
function planRemoval(state: SwitchState, why: string, options: PlanOptions): Plan {
  const ours = new Set(state.rows.filter((row) => isOurs(row, options)).map(({ uuid }) => uuid))
  const attached = state.bridges.filter(({ sflow }) => sflow !== undefined && ours.has(sflow))
  const left = foreignRows(state, options)
  const users = usersOf(state.bridges)
  const changes: Change[] = [
    ...attached.map((bridge): Change => ({ kind: 'detach', bridge })),
    ...surplus(state.rows, undefined, options),
  ]
  return {
    columns: undefined,
    changes,
    decisions: [
      `sFlow is to be off: ${why}`,
      ...attached.map((bridge) => `bridge ${quoted(bridge)} loses its row`),
      ...(changes.length === 0 ? ['none of our rows is there'] : []),
    ],
    drifted: [],
    replaced: [],
    left: left.map((row) => ({
      uuid: row.uuid,
      text: `the row ${describeRow(row)} ${ofBridges(users.get(row.uuid))}`,
    })),
    foreignChange: false,
  }
}

const nothing = (decision: string): Plan => ({
  columns: undefined,
  changes: [],
  decisions: [decision],
  drifted: [],
  replaced: [],
  left: [],
  foreignChange: false,
})

function updateOf(
  row: SflowRow,
  columns: SflowColumns,
  seen: RowAgent['seen'],
  features: Features,
): Extract<Change, { kind: 'update' }> | undefined {
  const different = differences(row, columns)
  const mark = !isOurs(row, features)
  const isSeen = seen === undefined || row.externalIds.get(SEEN_KEY) === seen
  if (!mark && isSeen && Object.keys(different).length === 0) return undefined
  return { kind: 'update', row, columns: different, mark, ...(!isSeen && { seen }) }
}

/** Rows that no bridge is to have: the database removes them by itself, except in 1.0. */
const surplus = (
  rows: readonly SflowRow[],
  keep: SflowRow | undefined,
  { collectsGarbage }: Features,
): Change[] =>
  collectsGarbage ? [] : rows.filter((row) => row !== keep).map((row) => ({ kind: 'destroy', row }))

const foreignRows = ({ rows }: SwitchState, features: Features): SflowRow[] =>
  rows.filter((row) => !isOurs(row, features))

const changed = ({ columns, mark, seen }: Extract<Change, { kind: 'update' }>): string =>
  [
    ...(Object.keys(columns).length === 0 ? [] : [describeColumns(columns)]),
    ...(mark ? ['our mark'] : []),
    ...(seen === undefined ? [] : [`the note of what its device is (${seen})`]),
  ].join(' and ')

const quoted = ({ name }: BridgeRow): string => quotedName(name)

const insteadOf = ({ sflow }: BridgeRow): string =>
  sflow === undefined ? 'as its first' : `instead of ${sflow}`

function ofBridges(bridges: readonly BridgeRow[] = []): string {
  const names = bridges.map(({ name }) => name)
  return names.length === 0 ? 'of no bridge' : `of bridge ${firstNames(names, quotedName)}`
}
