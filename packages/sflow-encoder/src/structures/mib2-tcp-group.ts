import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const mib2TcpGroup = counterRecord(
  'mib2_tcp_group',
  { enterprise: 0, format: 2009, spec: 'sflow_host_ip.txt' },
  {
    tcpRtoAlgorithm: u32({ kind: 'enum' }),
    tcpRtoMin: u32({ unit: 'ms' }),
    tcpRtoMax: u32({ unit: 'ms' }),
    tcpMaxConn: u32(),
    tcpActiveOpens: u32({ kind: 'counter' }),
    tcpPassiveOpens: u32({ kind: 'counter' }),
    tcpAttemptFails: u32({ kind: 'counter' }),
    tcpEstabResets: u32({ kind: 'counter' }),
    tcpCurrEstab: u32(),
    tcpInSegs: u32({ kind: 'counter' }),
    tcpOutSegs: u32({ kind: 'counter' }),
    tcpRetransSegs: u32({ kind: 'counter' }),
    tcpInErrs: u32({ kind: 'counter' }),
    tcpOutRsts: u32({ kind: 'counter' }),
    tcpInCsumErrs: u32({ kind: 'counter', sflowtool: 'tcpInCsumErrors' }),
  },
)
