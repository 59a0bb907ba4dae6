import { addressText } from './addresses.ts'
import type { Line } from './lines.ts'

interface Tuple {
  readonly length: number
  readonly protocol: number
  readonly src_ip: string
  readonly dst_ip: string
  readonly src_port: number
  readonly dst_port: number
  readonly tcp_flags: number
  readonly tos?: number
  readonly priority?: number
}

/** The lines of a packet that is described by its addresses and ports; all labels begin with `prefix`. */
export function tupleLines(fields: Tuple, prefix: string): Line[] {
  const six = fields.tos === undefined ? '6' : ''
  const lines: Line[] = [
    ['sampledPacketSize', `${fields.length}`],
    ['IPSize', `${fields.length}`],
    [`srcIP${six}`, addressText(fields.src_ip)],
    [`dstIP${six}`, addressText(fields.dst_ip)],
    ['IPProtocol', `${fields.protocol}`],
    fields.tos === undefined ? ['priority', `${fields.priority}`] : ['IPTOS', `${fields.tos}`],
    ...transportLines(fields),
  ]
  return lines.map(([label, value]): Line => [prefix + label, value!])
}

function transportLines({ protocol, src_port, dst_port, tcp_flags }: Tuple): Line[] {
  const ports = (name: string): Line[] => [
    [`${name}SrcPort`, `${src_port}`],
    [`${name}DstPort`, `${dst_port}`],
  ]
  if (protocol === 1) return [['ICMPType', `${dst_port}`]]
  if (protocol === 6) return [...ports('TCP'), ['TCPFlags', `${tcp_flags}`]]
  return protocol === 17 ? ports('UDP') : []
}
