import { describe, expect, it } from 'vitest'
import { ipLinkSummary, ipStatsSummary, linkSummary, statsSummary } from '../../testdata/iproute2.ts'
import type { IpLink } from '../../testdata/iproute2.ts'
import { recordedByIp, recordedMessages, viewOf } from '../../testdata/recorded.ts'
import { attributeNest, attributeText, attributeU32, attribute, joinBytes } from '../netlink/encode.ts'
import { LINK_STATS_FIELDS, linkStatsIndex, readLinkStats } from './link-stats.ts'
import { parseLink } from './link.ts'
import type { Link } from './link.ts'

const parse = (bytes: Uint8Array): Link | undefined => parseLink(viewOf(bytes), 0, bytes.length)

function recordedLinks(): Link[] {
  return recordedMessages('links').flatMap(({ bytes }) => parse(bytes) ?? [])
}

describe('recorded links', () => {
  const links = recordedLinks()
  const rows = recordedByIp<IpLink>('links')
  const nameOf = (index: number): string | undefined => links.find((link) => link.index === index)?.name

  it('agree with iproute2', () => {
    expect(links.map((link) => linkSummary(link, nameOf))).toEqual(rows.map(ipLinkSummary))
  })

  it('carry the counters that iproute2 prints', () => {
    expect(links.map((link) => statsSummary(link.stats ?? new Float64Array(0)))).toEqual(
      rows.map(ipStatsSummary),
    )
  })

  it('keep an alias beyond ASCII', () => {
    expect(links.find((link) => link.name === 'veth0')?.alias).toBe('uplink-ü')
  })
})

/** struct ifinfomsg of interface 9, type ether, flags UP. */
const header = Uint8Array.from([0, 0, 1, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])

it('reads a VLAN interface and a bond slave, which the recording kernel lacks', () => {
  const vlan = joinBytes(
    header,
    attributeText(3, 'eth0.100'),
    attributeU32(5, 2),
    attributeNest(18, attributeText(1, 'vlan'), attributeNest(2, attribute(1, Uint8Array.of(100, 0)))),
  )
  expect(parse(vlan)).toMatchObject({
    index: 9,
    name: 'eth0.100',
    lower: 2,
    kind: 'vlan',
    vlanId: 100,
    flags: 1,
  })
  const slave = joinBytes(
    header,
    attributeText(3, 'eth1'),
    attributeU32(10, 5),
    attributeNest(18, attributeText(4, 'bond')),
  )
  expect(parse(slave)).toMatchObject({ master: 5, kind: undefined, slaveKind: 'bond' })
})

it('reads further names of an interface', () => {
  const names = attributeNest(52, attributeText(53, 'enp0s5'), attributeText(53, 'ens5'))
  expect(parse(joinBytes(header, attributeText(3, 'eth1'), names))?.altNames).toEqual(['enp0s5', 'ens5'])
})

it('passes over announcements without a name, as wireless drivers send', () => {
  expect(parse(joinBytes(header, attribute(11, new Uint8Array(8))))).toBeUndefined()
})

it('marks counters that an older kernel lacks', () => {
  const bytes = new Uint8Array(23 * 8)
  new DataView(bytes.buffer).setBigUint64(16, 12345678901n, true)
  const row = new Float64Array(LINK_STATS_FIELDS.length)
  readLinkStats(viewOf(bytes), 0, bytes.length, row)
  expect(row[linkStatsIndex.rx_bytes]).toBe(12345678901)
  expect(row[linkStatsIndex.tx_compressed]).toBe(0)
  expect(row[linkStatsIndex.rx_nohandler]).toBeNaN()
})
