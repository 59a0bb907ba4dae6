import type { BridgeRow, SflowRow, SwitchState } from '../plan/state.ts'
import { all, asInteger, asString, asUuid, one, optional, stringMap, type Row } from './cell.ts'
import { parseJsonTable } from './json-table.ts'
import { misread } from './misread.ts'
import { parseTextRecords } from './text-table.ts'

/** What a reading of the three tables tells. */
export interface Reading {
  readonly state: SwitchState
  /** Whether rows of sFlow seem to have external_ids. */
  readonly hasExternalIds: boolean
}

/** The tables Open_vSwitch, Bridge and sFlow, each on a line. @throws OvsError HSF_OVS_OUTPUT */
export function readJson(output: string): Reading {
  const lines = output.split('\n').filter((line) => line !== '')
  const [switches, bridges, sflow, ...surplus] = lines.slice(0, 4).map(parseJsonTable)
  if (switches === undefined || bridges === undefined || sflow === undefined || surplus.length > 0)
    throw misread(`${lines.length} tables instead of 3`, output)
  return {
    state: stateOf(switches.rows, bridges.rows, sflow.rows),
    hasExternalIds: sflow.columns.includes('external_ids'),
  }
}

const COLUMNS = new Set(['cur_cfg', 'next_cfg', 'name', 'sflow', 'agent', 'header', 'polling'])
for (const column of ['_uuid', 'sampling', 'targets', 'external_ids']) COLUMNS.add(column)

/** The same tables as text: a record is told by the columns that only its table has. @throws OvsError HSF_OVS_OUTPUT */
export function readText(output: string): Reading {
  const records = parseTextRecords(output, COLUMNS)
  const switches = records.filter((record) => record.has('cur_cfg'))
  const bridges = records.filter((record) => record.has('sflow'))
  const rows = records.filter((record) => record.has('targets'))
  if (switches.length + bridges.length + rows.length !== records.length)
    throw misread('records of an unknown table', output)
  return {
    state: stateOf(switches, bridges, rows),
    hasExternalIds: rows.every((row) => row.has('external_ids')),
  }
}

function stateOf(switches: readonly Row[], bridges: readonly Row[], rows: readonly Row[]): SwitchState {
  return {
    bridges: bridges.map(bridgeOf),
    rows: rows.map(sflowOf),
    behind: switches.some((row) => one(row, 'next_cfg', asInteger) > one(row, 'cur_cfg', asInteger)),
  }
}

const bridgeOf = (row: Row): BridgeRow => ({
  uuid: one(row, '_uuid', asUuid),
  name: one(row, 'name', asString),
  sflow: optional(row, 'sflow', asUuid),
})

const sflowOf = (row: Row): SflowRow => ({
  uuid: one(row, '_uuid', asUuid),
  agent: optional(row, 'agent', asString),
  header: optional(row, 'header', asInteger),
  polling: optional(row, 'polling', asInteger),
  sampling: optional(row, 'sampling', asInteger),
  targets: all(row, 'targets', asString).toSorted(),
  externalIds: stringMap(row, 'external_ids'),
})
