import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const virtNetIo = counterRecord(
  'virt_net_io',
  { enterprise: 0, format: 2104, spec: 'sflow_host.txt' },
  {
    rx_bytes: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'vnio_bytes_in' }),
    rx_packets: u32({ unit: 'packets', kind: 'counter', sflowtool: 'vnio_pkts_in' }),
    rx_errs: u32({ kind: 'counter', sflowtool: 'vnio_errs_in' }),
    rx_drop: u32({ kind: 'counter', sflowtool: 'vnio_drops_in' }),
    tx_bytes: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'vnio_bytes_out' }),
    tx_packets: u32({ unit: 'packets', kind: 'counter', sflowtool: 'vnio_pkts_out' }),
    tx_errs: u32({ kind: 'counter', sflowtool: 'vnio_errs_out' }),
    tx_drop: u32({ kind: 'counter', sflowtool: 'vnio_drops_out' }),
  },
)
