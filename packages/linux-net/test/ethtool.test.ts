import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  attributeNest,
  attributeU32,
  findGenericFamily,
  forEachAttribute,
  genericBody,
  netlinkProtocol,
  openEthtool,
  openNetlink,
  openRtnetlink,
  readText,
  STANDARD_STATS_FIELDS,
  withNetworkNamespace,
} from '../src/index.ts'
import type { Ethtool } from '../src/index.ts'
import { createNamespace, namespacesImpossible } from './rig.ts'
import type { Namespace } from './rig.ts'

const impossible = namespacesImpossible()
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

describe('ethtool in a namespace', () => {
  let namespace: Namespace
  let ethtool: Ethtool

  beforeAll(() => {
    if (impossible !== undefined) return
    namespace = createNamespace()
    namespace.ip('link add veth0 type veth peer name veth1')
    namespace.ip('link add br0 type bridge')
    namespace.ip('link set veth0 up')
    namespace.ip('link set veth1 up')
    ethtool = withNetworkNamespace(namespace.name, openEthtool)
  })
  afterAll(() => {
    ethtool?.close()
    namespace?.remove()
  })

  it('reads speed and duplex where the driver has them', () => {
    // A veth pair claims 10 Gb/s, full duplex (drivers/net/veth.c).
    expect(ethtool.linkSettings('veth0')).toEqual({ speedMbps: 10_000, duplex: 'full' })
    expect(ethtool.linkSettings('lo')).toBeUndefined()
  })

  it('names the driver', () => {
    expect(ethtool.driverInfo('veth0')).toMatchObject({ driver: 'veth' })
    expect(ethtool.driverInfo('br0')).toMatchObject({ driver: 'bridge' })
  })

  it('reads the driver statistics by name', () => {
    const [veth1] = namespace.json<{ ifindex: number }>('link show veth1')
    const row = new Float64Array(2)
    expect(ethtool.statNames('veth0')).toContain('peer_ifindex')
    expect(ethtool.statValues('veth0', ['peer_ifindex', 'missing'], row)).toBe(true)
    expect(row).toEqual(Float64Array.of(veth1?.ifindex ?? 0, Number.NaN))
    expect(ethtool.statNames('lo')).toEqual([])
    expect(ethtool.statValues('lo', ['peer_ifindex'], row)).toBe(false)
  })

  it('says, without throwing, that virtual interfaces have no standard statistics', () => {
    const row = new Float64Array(STANDARD_STATS_FIELDS.length)
    const visited: number[] = []
    ethtool.standardStats((ifIndex) => visited.push(ifIndex))
    expect(visited).toEqual([])
    const [veth0] = namespace.json<{ ifindex: number }>('link show veth0')
    expect(ethtool.standardStatsOf(veth0?.ifindex ?? 0, row)).toBe(false)
    expect(row.every((value) => Number.isNaN(value))).toBe(true)
  })

  it('asks in the namespace that it was opened in, from the first question on', () => {
    // Far beyond the indices of this host, where asking would end with ENODEV.
    namespace.ip('link add far0 index 777777 type bridge')
    const opened = withNetworkNamespace(namespace.name, openEthtool)
    const row = new Float64Array(STANDARD_STATS_FIELDS.length)
    expect(opened.standardStatsOf(777_777, row)).toBe(false)
    opened.close()
  })

  it('throws a typed error for an interface that is not there', () => {
    const gone = expect.objectContaining({ code: 'ENODEV' })
    expect(() => ethtool.linkSettings('gone0')).toThrow(gone)
    expect(() => ethtool.driverInfo('gone0')).toThrow(gone)
    expect(() => ethtool.standardStatsOf(99_999, new Float64Array(1))).toThrow(gone)
    expect(() => ethtool.linkSettings('a name that is too long')).toThrow(
      expect.objectContaining({ code: 'HSF_NET_ARGUMENT' }),
    )
  })

  it('numbers the standard statistics as this kernel does', (ctx) => {
    const socket = openNetlink(netlinkProtocol.generic)
    const family = findGenericFamily(socket, 'ethtool')
    ctx.skip(family === undefined, 'the kernel has no ethtool netlink family')
    // ETHTOOL_MSG_STRSET_GET of the string sets "eth-mac" (18) and "eth-phy" (17): the kernel's own names.
    const names: string[] = []
    for (const set of [18, 17]) {
      const strings = attributeNest(2, attributeNest(1, attributeU32(1, set)))
      const body = genericBody(1, 1, attributeNest(1), strings)
      const collect = (view: DataView, start: number, end: number, path: string): void =>
        forEachAttribute(view, start, end, (type, from, to) => {
          const inner = `${path}/${type}`
          if (inner === '/2/1/3/1/2') names.push(readText(view, from, to))
          else if ('/2/1/3/1/2'.startsWith(inner)) collect(view, from, to, inner)
        })
      socket.request({ type: family?.id ?? 0, body }, (_type, view, start, end) =>
        collect(view, start + 4, end, ''),
      )
    }
    socket.close()
    expect([...STANDARD_STATS_FIELDS]).toEqual(names)
  })
})

describe('ethtool on this host', () => {
  it('agrees with sysfs about every interface', () => {
    const ethtool = openEthtool()
    const rtnetlink = openRtnetlink()
    for (const { name } of rtnetlink.links()) {
      let expected = Number.NaN
      try {
        expected = Number(readFileSync(`/sys/class/net/${name}/speed`, 'latin1'))
      } catch {
        // Links that are down or have no speed cannot be read there.
      }
      const speed = ethtool.linkSettings(name)?.speedMbps
      if (expected > 0) expect({ name, speed }).toEqual({ name, speed: expected })
    }
    ethtool.close()
    rtnetlink.close()
  })
})
