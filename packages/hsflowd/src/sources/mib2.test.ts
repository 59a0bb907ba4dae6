import { mib2IcmpGroup } from '@host-sflow/sflow-encoder'
import { describe, expect, it } from 'vitest'
import { textOf } from '../host/text.ts'
import { createSnmpParser } from './mib2.linux.ts'

describe('mib2', () => {
  it('maps ICMP by name: columns that the standard does not have shift nothing', () => {
    const { mib2, parse } = createSnmpParser()
    parse(
      textOf(
        'Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InParmProbs OutMsgs OutRateLimitHost OutParmProbs\n' +
          'Icmp: 1 2 3 4 5 6 7 8\n',
      ),
    )
    expect(mib2.icmp).toMatchObject({
      icmpInMsgs: 1,
      icmpInErrors: 2,
      icmpInDestUnreachs: 4,
      icmpInParamProbs: 5,
      icmpOutMsgs: 6,
      icmpOutParamProbs: 8,
      icmpOutAddrMasks: null,
    })
    expect(Object.keys(mib2.icmp)).toEqual(Object.keys(mib2IcmpGroup.fields))
  })

  it('follows names that change, and forgets those that go', () => {
    const { mib2, parse } = createSnmpParser()
    parse(textOf('Tcp: MaxConn InCsumErrors\nTcp: -1 5\n'))
    expect(mib2.tcp).toMatchObject({ tcpMaxConn: 4_294_967_295, tcpInCsumErrs: 5 })
    parse(textOf('Tcp: InCsumErrors MaxConn\nTcp: 6 7\n'))
    expect(mib2.tcp).toMatchObject({ tcpMaxConn: 7, tcpInCsumErrs: 6 })
    parse(textOf('Tcp: MaxConn\nTcp: 8\n'))
    expect(mib2.tcp).toMatchObject({ tcpMaxConn: 8, tcpInCsumErrs: null })
    parse(textOf('Udp: InDatagrams\nUdp: 1\n'))
    expect(mib2.tcp).toMatchObject({ tcpMaxConn: null })
  })

  it('knows nothing of a group without values', () => {
    const { mib2, parse } = createSnmpParser()
    parse(textOf('Ip: Forwarding DefaultTTL\nIcmp: InMsgs\nIcmp: 4'))
    expect(mib2.ip.ipForwarding).toBeNull()
    expect(mib2.icmp.icmpInMsgs).toBe(4)
  })

  it('keeps groups apart whose names begin alike', () => {
    const { mib2, parse } = createSnmpParser()
    parse(textOf('UdpLite: InDatagrams\nUdpLite: 9\nUdp: InDatagrams\nUdp: 3\n'))
    expect(mib2.udp.udpInDatagrams).toBe(3)
  })
})
