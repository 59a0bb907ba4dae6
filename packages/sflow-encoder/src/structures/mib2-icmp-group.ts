import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const mib2IcmpGroup = counterRecord(
  'mib2_icmp_group',
  {
    enterprise: 0,
    format: 2008,
    spec: 'sflow_host_ip.txt',
    notes: '25 fields: icmpInTimestampReps is absent although MIB-II has it; do not add it',
  },
  {
    icmpInMsgs: u32({ kind: 'counter' }),
    icmpInErrors: u32({ kind: 'counter' }),
    icmpInDestUnreachs: u32({ kind: 'counter' }),
    icmpInTimeExcds: u32({ kind: 'counter' }),
    icmpInParamProbs: u32({ kind: 'counter' }),
    icmpInSrcQuenchs: u32({ kind: 'counter' }),
    icmpInRedirects: u32({ kind: 'counter' }),
    icmpInEchos: u32({ kind: 'counter' }),
    icmpInEchoReps: u32({ kind: 'counter' }),
    icmpInTimestamps: u32({ kind: 'counter' }),
    icmpInAddrMasks: u32({ kind: 'counter' }),
    icmpInAddrMaskReps: u32({ kind: 'counter' }),
    icmpOutMsgs: u32({ kind: 'counter' }),
    icmpOutErrors: u32({ kind: 'counter' }),
    icmpOutDestUnreachs: u32({ kind: 'counter' }),
    icmpOutTimeExcds: u32({ kind: 'counter' }),
    icmpOutParamProbs: u32({ kind: 'counter' }),
    icmpOutSrcQuenchs: u32({ kind: 'counter' }),
    icmpOutRedirects: u32({ kind: 'counter' }),
    icmpOutEchos: u32({ kind: 'counter' }),
    icmpOutEchoReps: u32({ kind: 'counter' }),
    icmpOutTimestamps: u32({ kind: 'counter' }),
    icmpOutTimestampReps: u32({ kind: 'counter' }),
    icmpOutAddrMasks: u32({ kind: 'counter' }),
    icmpOutAddrMaskReps: u32({ kind: 'counter' }),
  },
)
