// Rows whose lines are not one per field in wire order.
import {
  appOperation,
  extendedIpv4TunnelEgress,
  extendedIpv4TunnelIngress,
  extendedIpv6TunnelEgress,
  extendedIpv6TunnelIngress,
  extendedL2TunnelEgress,
  extendedL2TunnelIngress,
  extendedUser,
  httpRequest,
  httpRequestDeprecated,
  memcacheOperation,
  sampledEthernet,
  sampledHeader,
  sampledIpv4,
  sampledIpv6,
  type Row,
} from '@host-sflow/sflow-encoder'
import { headerLines } from './header-lines.ts'
import type { Line } from './lines.ts'
import { tupleLines } from './tuple-lines.ts'

const tuples = [sampledIpv4, extendedIpv4TunnelEgress, extendedIpv4TunnelIngress, sampledIpv6, extendedIpv6TunnelEgress, extendedIpv6TunnelIngress] // prettier-ignore
const macPairs = [sampledEthernet, extendedL2TunnelEgress, extendedL2TunnelIngress]

/** Rows that are introduced by `flowSampleType`; all others that have such a line by `extendedType`. */
export const flowSampleTypes: ReadonlySet<Row> = new Set<Row>([
  sampledHeader,
  ...tuples,
  ...macPairs,
  memcacheOperation,
  httpRequest,
  httpRequestDeprecated,
  appOperation,
])

/** Fields in printed order, where that is not the order on the wire. */
export const printedOrder: ReadonlyMap<Row, readonly string[]> = new Map<Row, readonly string[]>([
  ...macPairs.map((row): [Row, readonly string[]] => [row, ['type', 'length', 'src_mac', 'dst_mac']]),
  [extendedUser, ['src_charset', 'dst_charset', 'src_user', 'dst_user']],
])

/** Rows that are printed as a whole. */
export const wholeRows: ReadonlyMap<Row, (fields: never) => Line[]> = new Map<Row, (fields: never) => Line[]>(
  [
    [sampledHeader, headerLines],
    ...tuples.map((row): [Row, (fields: never) => Line[]] => {
      // The prefix of all labels is what the first one has before its name.
      const prefix = (row.fields.length.sflowtool ?? '').replace('sampledPacketSize', '')
      return [row, (fields) => tupleLines(fields, prefix)]
    }),
  ],
)
