import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const mib2IpGroup = counterRecord(
  'mib2_ip_group',
  { enterprise: 0, format: 2007, spec: 'sflow_host_ip.txt' },
  {
    ipForwarding: u32(),
    ipDefaultTTL: u32(),
    ipInReceives: u32({ kind: 'counter' }),
    ipInHdrErrors: u32({ kind: 'counter' }),
    ipInAddrErrors: u32({ kind: 'counter' }),
    ipForwDatagrams: u32({ kind: 'counter' }),
    ipInUnknownProtos: u32({ kind: 'counter' }),
    ipInDiscards: u32({ kind: 'counter' }),
    ipInDelivers: u32({ kind: 'counter' }),
    ipOutRequests: u32({ kind: 'counter' }),
    ipOutDiscards: u32({ kind: 'counter' }),
    ipOutNoRoutes: u32({ kind: 'counter' }),
    ipReasmTimeout: u32({ unit: 's' }),
    ipReasmReqds: u32({ kind: 'counter' }),
    ipReasmOKs: u32({ kind: 'counter' }),
    ipReasmFails: u32({ kind: 'counter' }),
    ipFragOKs: u32({ kind: 'counter' }),
    ipFragFails: u32({ kind: 'counter' }),
    ipFragCreates: u32({ kind: 'counter' }),
  },
)
