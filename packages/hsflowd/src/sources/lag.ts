/** What /proc/net/bonding says of one member of a bond. */
export interface BondMember {
  readonly name: string
  /** The identifier of the aggregator that the port selected; undefined without LACP. */
  readonly aggregatorId: number | undefined
  /** Bare hex; undefined without LACP or without CAP_NET_ADMIN. */
  readonly actorSystem: string | undefined
  readonly partnerSystem: string | undefined
  /** LACPDU state bits (IEEE 802.1AX 6.4.2.3). */
  readonly actorState: number | undefined
  readonly partnerState: number | undefined
}

/** A bond: the aggregator that passes traffic, and its members. */
export interface Bond {
  readonly activeAggregatorId: number | undefined
  readonly members: readonly BondMember[]
}

/** Parses /proc/net/bonding/NAME (drivers/net/bonding/bond_procfs.c): sections of `key: value`, members last. */
export function parseBond(text: string): Bond {
  const [head = '', ...sections] = text.split(/^Slave Interface: /m)
  return {
    activeAggregatorId: numberAfter(head, /^\s+Aggregator ID: (\d+)/m),
    members: sections.map(parseMember),
  }
}

function parseMember(section: string): BondMember {
  const [own = '', details = ''] = section.split(/^details actor lacp pdu:/m)
  const [actor = '', partner = ''] = details.split(/^details partner lacp pdu:/m)
  const system = (pdu: string): string | undefined =>
    /^\s+system mac address: ([\da-f:]{17})$/m.exec(pdu)?.[1]?.replaceAll(':', '')
  const state = (pdu: string): number | undefined => numberAfter(pdu, /^\s+port state: (\d+)$/m)
  return {
    name: own.split('\n', 1)[0]!.trim(),
    aggregatorId: numberAfter(own, /^Aggregator ID: (\d+)$/m),
    actorSystem: system(actor),
    partnerSystem: system(partner),
    actorState: state(actor),
    partnerState: state(partner),
  }
}

function numberAfter(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
