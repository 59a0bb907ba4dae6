import { linkFlags } from '@host-sflow/linux-net'
import { ethernetCounters, ifCounters, lagPortStats, portName } from '@host-sflow/sflow-encoder'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import { codeOf } from '../host/errors.ts'
import { countsMulticast } from '../host/driver-stats.ts'
import { ianaTypeOf } from '../host/link-kind.ts'
import type { Host } from '../host/host.ts'
import type { Link } from '../host/network.ts'
import { openLag } from './lag.linux.ts'
import { fillCounters, fillEthernet, statusOf } from './if-counters.ts'
import type { CountedPort } from './if-counters.ts'
import { driverCounts } from './link-counts.ts'
import type { FieldsOf, Source } from './source.ts'
import { createTrouble, type Trouble, type TroubleLog } from './trouble.ts'

/** The data sources 0:ifIndex: what is sent of each interface. */
export interface Interfaces {
  /**
   * Records of one interface: if_counters, where the system has them ethernet_counters and lag_port_stats, and
   * port_name. Valid until the next call for the same interface. Empty when it is gone. Never throws.
   */
  collect(ifIndex: number): readonly RecordInput[]
  close(): void
}

/** The source of the data sources 0:ifIndex, declared like those of the host's sample. */
export const interfaceSource = {
  name: 'interfaces',
  emits: [ifCounters, ethernetCounters, lagPortStats, portName],
  reads: ['proc:net/dev', 'proc:net/bonding/*', 'sys:class/net/*'],
  needs: [{ right: 'CAP_NET_ADMIN', for: 'the system ids of LACP' }],
  open: openInterfaces,
} as const satisfies Omit<Source, 'open'> & { readonly open: typeof openInterfaces }

/** Speed and duplex may change without a notification. */
const REFRESH_MS = 180_000
const MEGA = 1_000_000
const [FULL_DUPLEX, HALF_DUPLEX] = [1, 2]
/** TruthValue (RFC 2579), as the standard takes its interface counters from RFC 2863. The C daemon sends 0 for false. */
const [TRUE, FALSE] = [1, 2]

/** What is kept of an interface between polls. */
interface Port extends CountedPort {
  link: Link
  refreshAtMs: number
  readonly genericRecord: RecordInput
  readonly name: FieldsOf<typeof portName>
  readonly nameRecord: RecordInput
  readonly ethernet: FieldsOf<typeof ethernetCounters>
  readonly ethernetRecord: RecordInput
  readonly lag: FieldsOf<typeof lagPortStats>
  readonly lagRecord: RecordInput
  readonly records: RecordInput[]
  /** By what fails. */
  readonly troubles: Map<string, Trouble>
}

/** Opens the interfaces of a host, all of them: loopback and virtual ones have an ifIndex and counters too. */
export function openInterfaces(host: Host, log: TroubleLog): Interfaces {
  const { network, nowMs } = host
  const ports = new Map<number, Port>()
  const lag = openLag(host)
  const trouble = createTrouble('counters of interfaces', log)
  const unsubscribe = network.subscribe({ onRemoved: remove })

  function remove(ifIndex: number): void {
    for (const each of ports.get(ifIndex)?.troubles.values() ?? []) each.forget()
    ports.delete(ifIndex)
  }

  function portOf(link: Link): Port {
    let port = ports.get(link.index)
    if (port === undefined) {
      port = newPort(link)
      ports.set(link.index, port)
      learn(port)
    } else if (port.link !== link || nowMs() >= port.refreshAtMs) {
      port.link = link
      learn(port)
    }
    return port
  }

  /** A driver that fails takes away its own answer, not the kernel's counters. */
  function ask<Answer>({ link, troubles }: Port, what: string, question: () => Answer): Answer | undefined {
    try {
      const answer = question()
      troubles.get(what)?.over()
      return answer
    } catch (error) {
      // It vanished between its notification and our question.
      if (codeOf(error) === 'ENODEV') return undefined
      if (!troubles.has(what)) troubles.set(what, createTrouble(`${what} of interface ${link.name}`, log))
      troubles.get(what)?.of(error)
      return undefined
    }
  }

  /** What only changes with the link: asked of the driver now, kept for the polls. */
  function learn(port: Port): void {
    const { link, generic } = port
    const { drivers } = network
    port.refreshAtMs = nowMs() + REFRESH_MS
    port.name.name = link.name
    generic.ifType = ianaTypeOf(link)
    generic.ifStatus = statusOf(link)
    generic.ifPromiscuousMode =
      link.promiscuity > 0 || (link.flags & linkFlags.promiscuous) !== 0 ? TRUE : FALSE
    const settings = ask(port, 'speed', () => drivers.settings(link))
    generic.ifSpeed = (settings?.speedMbps ?? 0) * MEGA
    generic.ifDirection =
      settings?.duplex === 'full' ? FULL_DUPLEX : settings?.duplex === 'half' ? HALF_DUPLEX : 0
    port.kernelMulticast = countsMulticast(
      link.kind,
      ask(port, 'driver', () => drivers.driverInfo(link))?.driver,
    )
    port.counts = ask(port, 'list of driver counters', () => driverCounts(drivers, link))
  }

  /** They are read for all interfaces at once, and so is their failure. */
  function statistics(ifIndex: number): Float64Array | undefined {
    try {
      const row = network.statistics(ifIndex)
      trouble.over()
      return row
    } catch (error) {
      trouble.of(error)
      return undefined
    }
  }

  function collect(port: Port, row: Float64Array): readonly RecordInput[] {
    const { records, counts, link } = port
    const answered = counts !== undefined && ask(port, 'driver counters', counts.read) === true
    fillCounters(port, row)
    records.length = 0
    // The name is last: tshark reads nothing behind a record that it does not know (docs/interop).
    records.push(port.genericRecord)
    if (answered && fillEthernet(port.ethernet, counts)) records.push(port.ethernetRecord)
    if (lag.fill(link, port.lag)) records.push(port.lagRecord)
    records.push(port.nameRecord)
    return records
  }

  return {
    collect(ifIndex) {
      const link = network.links.get(ifIndex)
      if (link === undefined) return []
      const row = statistics(ifIndex)
      if (row === undefined) return []
      const port = portOf(link)
      return ask(port, 'records', () => collect(port, row)) ?? []
    },
    close() {
      unsubscribe()
      lag.close()
    },
  }
}

function newPort(link: Link): Port {
  const generic: Port['generic'] = { ifIndex: link.index }
  const name: FieldsOf<typeof portName> = {}
  const ethernet: FieldsOf<typeof ethernetCounters> = {}
  const lag: FieldsOf<typeof lagPortStats> = {}
  return {
    link,
    refreshAtMs: 0,
    counts: undefined,
    kernelMulticast: false,
    generic,
    genericRecord: { row: ifCounters, fields: generic },
    name,
    nameRecord: { row: portName, fields: name },
    ethernet,
    ethernetRecord: { row: ethernetCounters, fields: ethernet },
    lag,
    lagRecord: { row: lagPortStats, fields: lag },
    records: [],
    troubles: new Map(),
    unicast: { inPackets: 0, in: 0, outPackets: 0, out: 0 },
  }
}
