import type { InterfaceAddress, Link } from '../src/index.ts'
import { linkFlags, LINK_STATS_FIELDS, linkStatsIndex } from '../src/index.ts'

/** A row of `ip -j -d -s link`, as far as it is compared. */
export interface IpLink {
  readonly ifindex: number
  readonly ifname: string
  readonly ifalias?: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly operstate: string
  readonly link_type: string
  readonly address?: string
  readonly master?: string
  readonly link?: string | null
  readonly link_index?: number
  readonly promiscuity: number
  readonly linkinfo?: { readonly info_kind?: string; readonly info_slave_kind?: string }
  readonly stats64: { readonly rx: Record<string, number>; readonly tx: Record<string, number> }
}

/** A row of `ip -j -d addr`. */
export interface IpAddress {
  readonly ifindex: number
  readonly addr_info: readonly {
    readonly family: string
    readonly local: string
    readonly address?: string
    readonly prefixlen: number
    readonly scope: string
    readonly label?: string
    readonly deprecated?: boolean
    readonly secondary?: boolean
    readonly mngtmpaddr?: boolean
    readonly noprefixroute?: boolean
  }[]
}

const flagNames: Partial<Record<string, number>> = {
  UP: linkFlags.up,
  BROADCAST: linkFlags.broadcast,
  LOOPBACK: linkFlags.loopback,
  POINTOPOINT: linkFlags.pointToPoint,
  NOARP: linkFlags.noArp,
  PROMISC: linkFlags.promiscuous,
  MULTICAST: linkFlags.multicast,
  LOWER_UP: linkFlags.lowerUp,
}

/** Our link in iproute2's words, to compare with {@link ipLinkSummary}. */
export function linkSummary(link: Link, nameOf: (index: number) => string | undefined): unknown {
  return {
    index: link.index,
    name: link.name,
    alias: link.alias,
    flags: Object.entries(flagNames).flatMap(([name, bit = 0]) => ((link.flags & bit) === 0 ? [] : [name])),
    mtu: link.mtu,
    state: link.operState.toUpperCase(),
    mac: link.type === 1 || link.type === 772 ? link.mac : '',
    master: link.master === undefined ? undefined : nameOf(link.master),
    lower: link.lower === undefined || link.lower === 0 ? undefined : nameOf(link.lower),
    promiscuity: link.promiscuity,
    kind: link.kind,
    slaveKind: link.slaveKind,
  }
}

/** iproute2's row in the form of {@link linkSummary}. */
export function ipLinkSummary(row: IpLink): unknown {
  return {
    index: row.ifindex,
    name: row.ifname,
    alias: row.ifalias,
    flags: Object.keys(flagNames).filter((flag) => row.flags.includes(flag)),
    mtu: row.mtu,
    state: row.operstate,
    mac: row.link_type === 'ether' || row.link_type === 'loopback' ? row.address?.replaceAll(':', '') : '',
    master: row.master,
    lower: row.link ?? undefined,
    promiscuity: row.promiscuity,
    kind: row.linkinfo?.info_kind,
    slaveKind: row.linkinfo?.info_slave_kind,
  }
}

/** Counters that `ip -s` prints, from our row. */
export function statsSummary(row: Float64Array): Record<string, number | undefined> {
  const value = (field: (typeof LINK_STATS_FIELDS)[number]): number | undefined => row[linkStatsIndex[field]]
  return {
    rxBytes: value('rx_bytes'),
    rxPackets: value('rx_packets'),
    rxErrors: value('rx_errors'),
    rxDropped: value('rx_dropped'),
    rxMulticast: value('multicast'),
    txBytes: value('tx_bytes'),
    txPackets: value('tx_packets'),
    txErrors: value('tx_errors'),
    txDropped: value('tx_dropped'),
    txCarrier: value('tx_carrier_errors'),
    txCollisions: value('collisions'),
  }
}

/** The same from iproute2's row. */
export function ipStatsSummary({ stats64: { rx, tx } }: IpLink): Record<string, number | undefined> {
  return {
    rxBytes: rx['bytes'],
    rxPackets: rx['packets'],
    rxErrors: rx['errors'],
    rxDropped: rx['dropped'],
    rxMulticast: rx['multicast'],
    txBytes: tx['bytes'],
    txPackets: tx['packets'],
    txErrors: tx['errors'],
    txDropped: tx['dropped'],
    txCarrier: tx['carrier_errors'],
    txCollisions: tx['collisions'],
  }
}

const scopeNames: Partial<Record<number, string>> = { 0: 'global', 200: 'site', 253: 'link', 254: 'host' }

/** Our address in iproute2's words. */
export function addressSummary(address: InterfaceAddress): unknown {
  return {
    index: address.ifIndex,
    family: address.family === 4 ? 'inet' : 'inet6',
    local: address.local,
    peer: address.address === address.local ? undefined : address.address,
    prefix: address.prefixLength,
    scope: scopeNames[address.scope],
    label: address.label,
    deprecated: (address.flags & 0x20) !== 0,
    secondary: address.family === 4 && (address.flags & 0x01) !== 0,
    mngtmpaddr: (address.flags & 0x100) !== 0,
    noprefixroute: (address.flags & 0x200) !== 0,
  }
}

/** iproute2's rows in the form of {@link addressSummary}, interface by interface. */
export function ipAddressSummaries(rows: readonly IpAddress[]): unknown[] {
  return rows.flatMap(({ ifindex, addr_info }) =>
    addr_info.map((info) => ({
      index: ifindex,
      family: info.family,
      local: info.local,
      peer: info.address,
      prefix: info.prefixlen,
      scope: info.scope,
      label: info.label,
      deprecated: info.deprecated ?? false,
      secondary: info.secondary ?? false,
      mngtmpaddr: info.mngtmpaddr ?? false,
      noprefixroute: info.noprefixroute ?? false,
    })),
  )
}
