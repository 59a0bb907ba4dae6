import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostNetIo = counterRecord(
  'host_net_io',
  { enterprise: 0, format: 2006, spec: 'sflow_host.txt' },
  {
    bytes_in: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'nio_bytes_in' }),
    pkts_in: u32({ unit: 'packets', kind: 'counter', sflowtool: 'nio_pkts_in' }),
    errs_in: u32({ kind: 'counter', sflowtool: 'nio_errs_in' }),
    drops_in: u32({ kind: 'counter', sflowtool: 'nio_drops_in' }),
    bytes_out: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'nio_bytes_out' }),
    packets_out: u32({ unit: 'packets', kind: 'counter', sflowtool: 'nio_pkts_out' }),
    errs_out: u32({ kind: 'counter', sflowtool: 'nio_errs_out' }),
    drops_out: u32({ kind: 'counter', sflowtool: 'nio_drops_out' }),
  },
)
