import { linkFlags, linkStatsIndex as at } from '@host-sflow/linux-net'
import type { ethernetCounters, ifCounters } from '@host-sflow/sflow-encoder'
import type { Link } from '../host/network.ts'
import { known } from '../host/text.ts'
import { cast, countFields, DOT3_START } from './link-counts.ts'
import type { DriverCounts } from './link-counts.ts'
import type { FieldsOf } from './source.ts'

/** What the counters of an interface are made of. */
export interface CountedPort {
  readonly generic: FieldsOf<typeof ifCounters>
  counts: DriverCounts | undefined
  /** The kernel's own count of received multicast means something. */
  kernelMulticast: boolean
  readonly unicast: { inPackets: number; in: number; outPackets: number; out: number }
}

const [ADMIN_UP, OPER_UP] = [1, 2]

/** ifStatus. Drivers that do not track their state (loopback, tun) count as running while they have a carrier. */
export function statusOf(link: Link): number {
  if ((link.flags & linkFlags.up) === 0) return 0
  const running = link.operState === 'up' || (link.operState === 'unknown' && link.carrier !== false)
  return running ? ADMIN_UP | OPER_UP : ADMIN_UP
}

/** Fills in the counters of one interface from its kernel statistics and, read before, those of its driver. */
export function fillCounters(port: CountedPort, row: Float64Array): void {
  const { generic, unicast, counts } = port
  const of = (field: number): number => (counts === undefined ? Number.NaN : counts.values[field]!)
  let inMulticast = of(cast.inMulticast)
  if (port.kernelMulticast && counts?.has[cast.inMulticast] !== true) inMulticast = row[at.multicast]!
  const inBroadcast = of(cast.inBroadcast)
  const outMulticast = of(cast.outMulticast)
  const outBroadcast = of(cast.outBroadcast)

  generic.ifInOctets = known(row[at.rx_bytes]!)
  const inPackets = row[at.rx_packets]!
  unicast.in = rest(inPackets, inMulticast, inBroadcast, unicast.in, unicast.inPackets)
  unicast.inPackets = inPackets
  generic.ifInUcastPkts = known(unicast.in)
  generic.ifInMulticastPkts = known(inMulticast)
  generic.ifInBroadcastPkts = known(inBroadcast)
  // What the hardware had no room for was discarded too.
  generic.ifInDiscards = known(row[at.rx_dropped]! + row[at.rx_missed_errors]!)
  generic.ifInErrors = known(row[at.rx_errors]!)
  generic.ifOutOctets = known(row[at.tx_bytes]!)
  const outPackets = row[at.tx_packets]!
  unicast.out = rest(outPackets, outMulticast, outBroadcast, unicast.out, unicast.outPackets)
  unicast.outPackets = outPackets
  generic.ifOutUcastPkts = known(unicast.out)
  generic.ifOutMulticastPkts = known(outMulticast)
  generic.ifOutBroadcastPkts = known(outBroadcast)
  generic.ifOutDiscards = known(row[at.tx_dropped]!)
  generic.ifOutErrors = known(row[at.tx_errors]!)
}

/**
 * Packets that are neither multicast nor broadcast, as far as those are known. The three are read one after another,
 * so the difference could fall by a few, which a collector would take for a wrap: it stays where it was instead.
 */
function rest(
  packets: number,
  multicast: number,
  broadcast: number,
  before: number,
  packetsBefore: number,
): number {
  const others = (Number.isNaN(multicast) ? 0 : multicast) + (Number.isNaN(broadcast) ? 0 : broadcast)
  const value = Math.max(0, packets - others)
  return value < before && packets >= packetsBefore ? before : value
}

const dot3Fields = countFields.slice(DOT3_START) as Exclude<
  keyof FieldsOf<typeof ethernetCounters>,
  'dot3StatsSQETestErrors'
>[]

/** Fills in ethernet_counters; false when the driver has none of them. */
export function fillEthernet(fields: FieldsOf<typeof ethernetCounters>, counts: DriverCounts): boolean {
  let found = false
  for (let i = 0; i < dot3Fields.length; i++) {
    if (counts.has[DOT3_START + i] !== true) continue
    found = true
    fields[dot3Fields[i]!] = known(counts.values[DOT3_START + i]!)
  }
  return found
}
