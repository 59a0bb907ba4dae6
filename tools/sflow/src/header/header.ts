/** What the first bytes of a sampled packet tell; members are there as far as the bytes reach. */
export interface PacketHeader {
  dstMac?: string
  srcMac?: string
  /** 802.11 frames only. */
  txMac?: string
  rxMac?: string
  readonly vlans: { id: number; priority: number }[]
  /** Of an 802.2 SNAP header that is not an EtherType. */
  snapOui?: string
  etherType?: number
  /** Where the IP header begins. */
  ipAt?: number
  ip4?: Ip4
  ip6?: Ip6
  icmp?: { type: number; code: number }
  /** Without flags when the sampled bytes end before them. */
  tcp?: { srcPort: number; dstPort: number; flags: number | undefined }
  udp?: { srcPort: number; dstPort: number; length: number }
}

export interface Ip4 {
  readonly totalLength: number
  readonly src: string
  readonly dst: string
  readonly protocol: number
  readonly tos: number
  readonly ttl: number
  readonly id: number
  /** In units of 8 bytes. */
  readonly fragmentOffset: number
}

export interface Ip6 {
  readonly trafficClass: number
  readonly flowLabel: number
  /** 0: a jumbogram. */
  readonly payloadLength: number
  readonly hopLimit: number
  readonly src: string
  readonly dst: string
  readonly extensions: number[]
  /** Of the upper layer; undefined when the extension headers reach beyond the sampled bytes. */
  protocol?: number
}
