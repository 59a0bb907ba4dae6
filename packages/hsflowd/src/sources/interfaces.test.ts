import { LINK_STATS_FIELDS, linkFlags, linkStatsIndex } from '@host-sflow/linux-net'
import type { LinkStatsField } from '@host-sflow/linux-net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Host } from '../host/host.ts'
import { emptyNetwork, noDrivers } from '../host/network.ts'
import type { DriverQueries, Link, NetworkListener } from '../host/network.ts'
import { openInterfaces } from './interfaces.ts'
import type { Interfaces } from './interfaces.ts'
import { recordedHost } from './recorded-host.test-helper.ts'
import { troubleLog } from './trouble-log.test-helper.ts'

const eth0: Link = {
  index: 2,
  name: 'eth0',
  alias: undefined,
  type: 1,
  flags: linkFlags.up,
  operState: 'up',
  carrier: true,
  mtu: 1500,
  mac: '525400000002',
  master: undefined,
  lower: undefined,
  lowerNamespaceId: undefined,
  kind: undefined,
  slaveKind: undefined,
  vlanId: undefined,
  altNames: [],
  promiscuity: 0,
  stats: undefined,
}

let links: Map<number, Link>
let stats: Partial<Record<LinkStatsField, number>>
let own: Record<string, number>
let failure: Error | undefined
let questions: number
let listener: NetworkListener
let now: number
let problems: string[]
let interfaces: Interfaces

const drivers: DriverQueries = {
  ...noDrivers,
  settings() {
    questions++
    return { speedMbps: 25_000, duplex: 'full' }
  },
  driverInfo: () => ({ driver: 'e1000e', version: '', firmware: '', busInfo: '' }),
  statNames: () => Object.keys(own),
  statValues(_, wanted, row) {
    if (failure !== undefined) throw failure
    wanted.forEach((name, at) => (row[at] = own[name] ?? Number.NaN))
    return true
  },
}

beforeEach(() => {
  links = new Map([[2, eth0]])
  stats = { rx_packets: 1000, tx_packets: 500, multicast: 30, rx_dropped: 4, rx_missed_errors: 3 }
  own = { rx_multicast: 30, rx_broadcast: 20, tx_multicast: 5, tx_broadcast: 1, rx_align_errors: 9 }
  failure = undefined
  questions = 0
  now = 0
  problems = []
  const recorded = recordedHost('nowhere')
  const host: Host = {
    ...recorded,
    nowMs: () => now,
    network: {
      ...emptyNetwork(),
      links,
      drivers,
      statistics(ifIndex) {
        const row = new Float64Array(LINK_STATS_FIELDS.length)
        for (const [name, value] of Object.entries(stats)) row[linkStatsIndex[name as LinkStatsField]] = value
        return links.has(ifIndex) ? row : undefined
      },
      subscribe(given) {
        listener = given
        return () => undefined
      },
    },
  }
  interfaces = openInterfaces(host, troubleLog(problems))
})

type Fields = Readonly<Record<string, unknown>>
function collect(): Map<string, Fields> {
  return new Map(
    interfaces
      .collect(2)
      .flatMap((record): [string, Fields][] =>
        record.row === undefined ? [] : [[record.row.name, { ...record.fields }]],
      ),
  )
}

describe('interfaces', () => {
  it('take multicast and broadcast from the packets', () => {
    const records = collect()
    expect(records.get('if_counters')).toMatchObject({
      ifIndex: 2,
      ifSpeed: 25_000_000_000,
      ifDirection: 1,
      ifStatus: 3,
      ifInUcastPkts: 950,
      ifInMulticastPkts: 30,
      ifInBroadcastPkts: 20,
      ifInDiscards: 7,
      ifOutUcastPkts: 494,
      ifOutMulticastPkts: 5,
      ifOutBroadcastPkts: 1,
    })
    expect(records.get('ethernet_counters')).toEqual({ dot3StatsAlignmentErrors: 9 })
  })

  it('name the interface last, behind what every collector reads', () => {
    expect([...collect().keys()]).toEqual(['if_counters', 'ethernet_counters', 'port_name'])
  })

  it('take the kernel’s multicast where the driver has no count of its own', () => {
    own = {}
    const records = collect()
    expect(records.get('if_counters')).toMatchObject({
      ifInUcastPkts: 970,
      ifInMulticastPkts: 30,
      ifInBroadcastPkts: null,
      ifOutUcastPkts: 500,
      ifOutMulticastPkts: null,
    })
    expect(records.has('ethernet_counters')).toBe(false)
  })

  it('never let unicast fall because the driver counts ahead of the kernel', () => {
    collect()
    own['rx_multicast'] = 40
    expect(collect().get('if_counters')).toMatchObject({ ifInUcastPkts: 950, ifInMulticastPkts: 40 })
    stats.rx_packets = 1020
    expect(collect().get('if_counters')).toMatchObject({ ifInUcastPkts: 960 })
    // Counters that start again do fall.
    stats.rx_packets = 50
    own['rx_multicast'] = 0
    expect(collect().get('if_counters')).toMatchObject({ ifInUcastPkts: 30 })
  })

  it('keep the kernel’s counters when a driver fails', () => {
    collect()
    failure = new Error('EIO')
    stats.rx_packets = 1100
    expect(collect().get('if_counters')).toMatchObject({ ifInUcastPkts: 1050, ifInMulticastPkts: 30 })
    expect(collect().has('ethernet_counters')).toBe(false)
    failure = undefined
    expect(collect().get('if_counters')).toMatchObject({ ifInUcastPkts: 1050 })
    expect(problems).toEqual([
      'driver counters of interface eth0: a source of metrics failed: EIO (report it with the message; the other sources go on)',
      'driver counters of interface eth0 works again',
    ])
  })

  it('ask the driver again after a change of the link or three minutes, not at each poll', () => {
    collect()
    collect()
    expect(questions).toBe(1)
    links.set(2, { ...eth0, operState: 'down' })
    expect(collect().get('if_counters')).toMatchObject({ ifStatus: 1 })
    expect(questions).toBe(2)
    now = 180_000
    collect()
    expect(questions).toBe(3)
  })

  it('have no records of an interface that is gone', () => {
    collect()
    links.delete(2)
    listener.onRemoved?.(2)
    expect(collect().size).toBe(0)
  })
})
