import type { Clock, Log } from '@host-sflow/agent-runtime'
import { LINK_STATS_FIELDS, linkStatsIndex } from '@host-sflow/linux-net'
import {
  decodeDatagram,
  ifCounters,
  type countersSampleExpanded,
  type Datagram,
  type KnownRecord,
} from '@host-sflow/sflow-encoder'
import { beforeEach, expect, it } from 'vitest'
import type { Host } from './host/host.ts'
import { emptyNetwork, noDrivers } from './host/network.ts'
import { plainSettings } from './settings/plain.test-helper.ts'
import type { Settings } from './settings/settings.ts'
import { recordedHost } from './sources/recorded-host.test-helper.ts'
import { openStream } from './stream.ts'

const settings: Settings = { ...plainSettings, polling: 1, agentIP: '192.0.2.1' }

let now = 0
let timers: { atMs: number; callback: () => void }[] = []
const clock: Clock = {
  nowMs: () => now,
  dateMs: () => now,
  schedule(callback, delayMs) {
    const timer = { atMs: now + delayMs, callback }
    timers.push(timer)
    return () => void (timers = timers.filter((each) => each !== timer))
  },
}
function advance(untilMs: number): void {
  for (;;) {
    const [next] = timers.toSorted((a, b) => a.atMs - b.atMs)
    if (next === undefined || next.atMs > untilMs) break
    timers = timers.filter((each) => each !== next)
    now = Math.max(now, next.atMs)
    next.callback()
  }
  now = untilMs
}

let lines: string[] = []
const said = (message: string): void => void lines.push(message)
const ignored = (): void => undefined
const log: Log = {
  trace: ignored,
  debug: ignored,
  info: ignored,
  warn: said,
  error: said,
  fatal: said,
  problem: (_, message) => said(message),
  recovered: ignored,
  forget: ignored,
  child: () => log,
}

/** A host with one interface, whose counter rises at each reading of the kernel. */
function hostWithInterface(): Host {
  const host = recordedHost('server')
  const [link] = host.network.links.values()
  let generation = 1
  const row = new Float64Array(LINK_STATS_FIELDS.length)
  return {
    ...host,
    network: {
      ...emptyNetwork(),
      drivers: noDrivers,
      links: new Map([[link!.index, link!]]),
      get generation() {
        return generation
      },
      tick: () => void generation++,
      statistics() {
        row[linkStatsIndex.rx_bytes] = generation
        return row
      },
    },
  }
}

const octets = (datagrams: readonly Datagram[]): unknown[] =>
  datagrams
    .flatMap(({ samples }) => samples)
    .flatMap((sample) => (sample as KnownRecord<typeof countersSampleExpanded>).fields.records)
    .filter(({ row }) => row === ifCounters)
    .map((record) => (record as KnownRecord<typeof ifCounters>).fields.ifInOctets)

beforeEach(() => {
  now = 0
  timers = []
  lines = []
})

it('reads interfaces anew for each of their samples, and tells of each second', () => {
  const datagrams: Datagram[] = []
  let ticks = 0
  const stream = openStream({
    settings,
    host: hostWithInterface(),
    destination: { size: 1, send: (bytes) => void datagrams.push(decodeDatagram(bytes)) },
    clock,
    log,
    onTick: () => void ticks++,
  })
  stream.agent.start()
  advance(20_000)
  stream.agent.stop()
  stream.close()
  expect(ticks).toBe(20)
  const values = octets(datagrams)
  expect(values).toEqual(Array.from({ length: 20 }, (_, i) => (values[0] as number) + i))
})

it('starts also where addresses cannot be read, and takes one when they can', () => {
  const host = hostWithInterface()
  let allowed = false
  const networkInterfaces = (): ReturnType<Host['os']['networkInterfaces']> => {
    if (!allowed) throw new Error('uv_interface_addresses returned Unknown system error 97')
    const ipv4 = { family: 'IPv4', netmask: '255.0.0.0', cidr: '10.0.0.7/8' } as const
    return { eth0: [{ ...ipv4, address: '10.0.0.7', mac: '52:54:00:00:00:01', internal: false }] }
  }
  const stream = openStream({
    settings: { ...settings, agentIP: undefined },
    host: { ...host, os: { ...host.os, networkInterfaces } },
    destination: { size: 1, send: () => undefined },
    clock,
    log,
  })
  expect(stream.election.address).toBe('0.0.0.0')
  expect(lines).toEqual([expect.stringMatching(/^the addresses .* cannot be read: uv_.* 97 \(set agentIP; /)])
  allowed = true
  stream.agent.start()
  advance(30_000)
  expect(stream.election.address).toBe('10.0.0.7')
  stream.agent.stop()
  stream.close()
})
