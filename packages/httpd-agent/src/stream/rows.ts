import {
  appOperation,
  appParentContext,
  extendedSocketIpv4,
  extendedSocketIpv6,
  httpRequest,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import type { FlowKind } from '../service/service.ts'
import type { Flow } from '../share/share.ts'

/** The records that samples of this agent consist of, by name. */
const rows = new Map(
  [httpRequest, extendedSocketIpv4, extendedSocketIpv6, appOperation, appParentContext].map((row) => [
    row.name,
    row,
  ]),
)

/** A sample as it can cross from one process to another. */
export const flowOf = (
  kind: FlowKind,
  records: readonly RecordInput[],
  rate: number,
  seen: number,
): Flow => ({
  kind,
  rate,
  seen,
  records: records.flatMap((record) =>
    record.row === undefined ? [] : [{ name: record.row.name, fields: record.fields }],
  ),
})

/** The records of a sample that may have come from another process; those of an unknown name are left out. */
export function recordsOf({ records }: Flow): RecordInput[] {
  return records.flatMap(({ name, fields }) => {
    const row = rows.get(name)
    return row === undefined ? [] : [{ row, fields }]
  })
}
