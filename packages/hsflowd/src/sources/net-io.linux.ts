import { LINK_STATS_FIELDS, linkStatsIndex as at } from '@host-sflow/linux-net'
import { hostNetIo } from '@host-sflow/sflow-encoder'
import { trafficLinks } from '../host/link-kind.ts'
import { createMonotonicSum } from '../host/monotonic-sum.ts'
import type { Link } from '../host/network.ts'
import { known } from '../host/text.ts'
import type { FieldsOf, Source } from './source.ts'

/** Traffic of a Linux host: what passes its hardware, each packet once (see trafficLinks); it never falls. */
export const netIoLinux: Source = {
  name: 'net-io',
  emits: [hostNetIo],
  reads: ['proc:net/dev', 'sys:class/net/*'],
  open({ network }) {
    const sum = createMonotonicSum<number>(LINK_STATS_FIELDS.length)
    const { totals } = sum
    const fields: FieldsOf<typeof hostNetIo> = {}
    const records = [{ row: hostNetIo, fields }] as const
    let members: readonly Link[] = []
    let revision = -1
    return {
      collect() {
        if (revision !== network.revision) {
          members = trafficLinks(network.links)
          ;({ revision } = network)
        }
        if (network.links.size === 0) return []
        sum.begin()
        for (const { index } of members) {
          const row = network.statistics(index)
          if (row !== undefined) sum.add(index, row)
        }
        sum.end()
        fields.bytes_in = known(totals[at.rx_bytes]!)
        fields.pkts_in = known(totals[at.rx_packets]!)
        fields.errs_in = known(totals[at.rx_errors]!)
        // As the column of /proc/net/dev: what the hardware had no room for was dropped too.
        fields.drops_in = known(totals[at.rx_dropped]! + totals[at.rx_missed_errors]!)
        fields.bytes_out = known(totals[at.tx_bytes]!)
        fields.packets_out = known(totals[at.tx_packets]!)
        fields.errs_out = known(totals[at.tx_errors]!)
        fields.drops_out = known(totals[at.tx_dropped]!)
        return records
      },
      close: () => undefined,
    }
  },
}
