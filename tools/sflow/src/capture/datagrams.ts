import { ipPayloadOf } from './ip.ts'
import { ipPacketOf, isLinkTypeKnown } from './link-layer.ts'
import type { Packet } from './packet.ts'
import { createReassembly } from './reassembly.ts'
import { udpPayloadOf, type UdpPayload } from './udp.ts'

/** What a capture held. */
export interface CaptureCounts {
  packets: number
  udp: number
  /** Packets of which the capture holds only the begin (snaplen). */
  cut: number
  /** Link types of packets that could not be read. */
  readonly linkTypes: Set<number>
  incomplete(): number
}

/** Finds the UDP payloads of captured packets. */
export function createUdpFinder(): { find(packet: Packet): UdpPayload | undefined; counts: CaptureCounts } {
  const reassembly = createReassembly()
  const counts: CaptureCounts = {
    packets: 0,
    udp: 0,
    cut: 0,
    linkTypes: new Set(),
    incomplete: () => reassembly.incomplete(),
  }
  return {
    counts,
    find(packet) {
      counts.packets++
      if (packet.bytes.length < packet.originalLength) counts.cut++
      if (!isLinkTypeKnown(packet.linkType)) counts.linkTypes.add(packet.linkType)
      const ip = ipPacketOf(packet)
      const part = ip === undefined ? undefined : ipPayloadOf(ip)
      const whole = part === undefined ? undefined : reassembly.add(part)
      const udp = whole === undefined ? undefined : udpPayloadOf(whole)
      if (udp !== undefined) counts.udp++
      return udp
    },
  }
}
