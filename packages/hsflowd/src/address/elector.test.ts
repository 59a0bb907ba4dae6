import type { Clock, Log } from '@host-sflow/agent-runtime'
import { addressFlags, linkFlags, type InterfaceAddress } from '@host-sflow/linux-net'
import { beforeEach, describe, expect, test } from 'vitest'
import { emptyNetwork, type Link } from '../host/network.ts'
import { recordedHost } from '../sources/recorded-host.test-helper.ts'
import { parseCidr } from './cidr.ts'
import { createElector, type Elector } from './elector.ts'
import { loadPrevious, parseKept, type KeptAddress } from './kept.ts'
import { BOOT_SECONDS, PATIENCE_MS } from './keeper.ts'
import { wishText, type AddressWish } from './wish.ts'

const host = recordedHost('server')
const [template] = host.network.links.values()
const DAY = Date.UTC(2026, 4, 1)

let links: Map<number, Link>
let addresses: InterfaceAddress[]
let revision: number
let uptime: number
let now: number
let lines: string[]
let warnings: string[]
let written: KeptAddress[]

const clock: Clock = { nowMs: () => now, dateMs: () => DAY + now, schedule: () => () => undefined }
const ignored = (): void => undefined
const log: Log = {
  trace: ignored,
  debug: ignored,
  info: (message) => void lines.push(message),
  warn: (message) => void warnings.push(message),
  error: ignored,
  fatal: ignored,
  problem: (_, message) => void warnings.push(message),
  recovered: ignored,
  forget: ignored,
  child: () => log,
}

function link(index: number, name: string, more: Partial<Link> = {}): void {
  const flags = linkFlags.up | (name === 'lo' ? linkFlags.loopback : 0)
  links.set(index, {
    ...template!,
    index,
    name,
    alias: undefined,
    altNames: [],
    kind: undefined,
    flags,
    ...more,
  })
  revision++
}

function add(ifIndex: number, local: string, flags: number = addressFlags.permanent): void {
  remove(local)
  const family = local.includes(':') ? 6 : 4
  addresses.push({
    ifIndex,
    family,
    address: local,
    local,
    prefixLength: 24,
    scope: 0,
    flags,
    label: undefined,
  })
}

function remove(local: string): void {
  addresses = addresses.filter((each) => each.local !== local)
  revision++
}

const open = (wish: AddressWish = {}, previous?: KeptAddress): Elector =>
  createElector({
    host: {
      files: host.files,
      os: { ...host.os, uptime: () => uptime, networkInterfaces: () => ({}) },
      network: {
        ...emptyNetwork(),
        links,
        get addresses() {
          return addresses
        },
        get revision() {
          return revision
        },
      },
    },
    wish,
    previous,
    state: {
      write(_, value) {
        written.push(parseKept(JSON.parse(JSON.stringify(value)))!)
        return Promise.resolve()
      },
    },
    clock,
    log,
  })

const keptSince = (address: string, device: string, wish: AddressWish = {}): KeptAddress => ({
  address,
  device,
  since: '2026-01-01T00:00:00.000Z',
  wish: wishText(wish),
})
const chosen = (elector: Elector): string => `${elector.election.address} ${elector.election.device}`

beforeEach(() => {
  links = new Map()
  addresses = []
  ;[revision, uptime, now] = [1, 86_400, 0]
  lines = []
  warnings = []
  written = []
  link(1, 'lo')
  link(2, 'eth0')
  link(3, 'eth1')
  link(4, 'docker0', { kind: 'bridge' })
  add(1, '127.0.0.1')
})

describe('an elected address', () => {
  test('stays when a better one comes, in this run and the next one, and nothing is said', () => {
    add(3, '10.0.0.2')
    const elector = open()
    const { election } = elector
    add(2, '192.0.2.1')
    expect(elector.tick()).toBe(false)
    expect(chosen(elector)).toBe('10.0.0.2 eth1')
    expect(elector.election.reason).toBe('ipv4 private, kept although 192.0.2.1 of eth0 ranks higher')
    expect(election.reason).toBe('ipv4 private')
    const next = open({}, written.at(-1))
    expect(chosen(next)).toBe('10.0.0.2 eth1')
    expect(lines).toEqual([])
    expect(written).toEqual([{ ...keptSince('10.0.0.2', 'eth1'), since: '2026-05-01T00:00:00.000Z' }])
  })

  test('is the same object while nothing changes, and nothing is looked at', () => {
    add(2, '10.0.0.1')
    const elector = open()
    const { election } = elector
    addresses = undefined as unknown as InterfaceAddress[]
    for (let second = 0; second < 100; second++) expect(elector.tick()).toBe(false)
    expect(elector.election).toBe(election)
  })

  test('gives way when it is gone: one line says what, what before, and why', () => {
    add(2, '10.0.0.1')
    add(3, '10.0.0.2')
    const elector = open()
    remove('10.0.0.1')
    expect(elector.tick()).toBe(true)
    expect(elector.tick()).toBe(false)
    expect(lines).toEqual([
      'the agent address is now 10.0.0.2 of eth1 (ipv4 private); it was 10.0.0.1 of eth0: eth0 does not have it',
    ])
  })

  test('gives way when its interface is switched off', () => {
    add(2, '10.0.0.1')
    add(3, '10.0.0.2')
    const elector = open()
    link(2, 'eth0', { flags: 0 })
    expect(elector.tick()).toBe(true)
    expect(lines[0]).toMatch(/^the agent address is now 10\.0\.0\.2 .*: eth0 is down$/u)
  })

  test('comes back as soon as it is there again, but not when another is kept by then', () => {
    add(2, '10.0.0.1')
    add(3, '10.0.0.2')
    const elector = open()
    remove('10.0.0.1')
    elector.tick()
    // What stands in does not give way to what is merely better.
    add(2, '192.0.2.9')
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.2 eth1')
    now = PATIENCE_MS - 1
    add(2, '10.0.0.1')
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.1 eth0')
    remove('10.0.0.1')
    elector.tick()
    now += PATIENCE_MS
    elector.tick()
    expect(written.map(({ address }) => address)).toEqual(['10.0.0.1', '192.0.2.9'])
    add(2, '10.0.0.1')
    elector.tick()
    expect(chosen(elector)).toBe('192.0.2.9 eth0')
    expect(lines).toHaveLength(3)
  })

  test('may move to another interface, or have it renamed, and is still the same', () => {
    add(2, '10.0.0.1')
    const elector = open()
    link(5, 'br0', { kind: 'bridge' })
    add(5, '10.0.0.1')
    now = 1000
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.1 br0')
    expect(written.map(({ device, since }) => [device, since])).toEqual([
      ['eth0', '2026-05-01T00:00:00.000Z'],
      ['br0', '2026-05-01T00:00:00.000Z'],
    ])
    expect(lines).toEqual([expect.stringContaining('the address has moved')])
  })

  test.each([
    ['loopback', 1, '127.0.0.2', addressFlags.permanent],
    ['link-local', 2, 'fe80::2', addressFlags.permanent],
    ['self-assigned', 2, '169.254.7.7', addressFlags.permanent],
    ['temporary', 2, '2001:db8::77', addressFlags.temporary],
    ['a bridge of guests', 4, '172.17.0.1', addressFlags.permanent],
  ])('is not kept when it is of no lasting kind: %s', (_, ifIndex, local, flags) => {
    remove('127.0.0.1')
    add(ifIndex, local, flags)
    const elector = open()
    expect(elector.election.address).toBe(local)
    expect(written).toEqual([])
    add(2, '10.0.0.1')
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.1 eth0')
  })

  test('gives way when another host turns out to have it too', () => {
    add(2, '2001:db8::1')
    add(3, '2001:db8::2')
    const elector = open()
    add(2, '2001:db8::1', addressFlags.permanent | addressFlags.tentative | addressFlags.dadFailed)
    elector.tick()
    expect(chosen(elector)).toBe('2001:db8::2 eth1')
  })
})

describe('while a host boots', () => {
  beforeEach(() => (uptime = 10))

  test('the first address to come is not kept for being the first', () => {
    add(2, '2001:db8::1', 0)
    const elector = open()
    add(3, '10.0.0.2', 0)
    elector.tick()
    add(2, '10.0.0.1', 0)
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.1 eth0')
    expect(written).toEqual([])
    now = (BOOT_SECONDS - uptime) * 1000
    elector.tick()
    expect(written.map(({ address }) => address)).toEqual(['10.0.0.1'])
    add(2, '192.0.2.1')
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.1 eth0')
  })

  test('one that was kept before is waited for, and comes back at once', () => {
    add(4, '172.17.0.1')
    const elector = open({}, keptSince('10.0.0.2', 'eth1'))
    expect(chosen(elector)).toBe('172.17.0.1 docker0')
    expect(lines).toEqual([
      'the agent address is now 172.17.0.1 of docker0 (ipv4 private); it was 10.0.0.2 of eth1: eth1 does not have it',
    ])
    now = 600_000
    elector.tick()
    add(2, '192.0.2.1')
    elector.tick()
    add(3, '10.0.0.2', 0)
    elector.tick()
    expect(chosen(elector)).toBe('10.0.0.2 eth1')
    expect(lines).toHaveLength(3)
    expect(written).toEqual([])
  })
})

describe('settings', () => {
  const cidr = (text: string): AddressWish => ({ agentCidr: [parseCidr(text)!] })

  test('that are other ones make a new election, and are the reason', () => {
    add(2, '10.0.0.1')
    add(3, '10.1.0.1')
    const elector = open()
    expect(elector.apply({ ...cidr('10.1.0.0/16') })).toBe(true)
    expect(lines).toEqual([
      'the agent address is now 10.1.0.1 of eth1 (ipv4 private, agent.cidr 10.1.0.0/16); ' +
        'it was 10.0.0.1 of eth0: the settings have changed',
    ])
    expect(elector.apply({ ...cidr('10.1.0.0/16') })).toBe(false)
    expect(elector.apply({})).toBe(true)
    expect(chosen(elector)).toBe('10.0.0.1 eth0')
  })

  test('are met as soon as that is possible, whatever was kept', () => {
    add(2, '10.0.0.1')
    const elector = open({ agent: 'eth1' })
    expect(warnings).toEqual(['device "eth1" has no usable address: took 10.0.0.1 of eth0'])
    add(3, '2001:db8::1')
    elector.tick()
    expect(chosen(elector)).toBe('2001:db8::1 eth1')
    // Of the device that is asked for, one that is merely better does not take its place.
    add(3, '10.0.0.2')
    elector.tick()
    expect(chosen(elector)).toBe('2001:db8::1 eth1')
  })

  test('agentIP does not touch what is kept', () => {
    add(3, '10.0.0.2')
    const elector = open()
    add(2, '192.0.2.1')
    elector.apply({ agentIP: '203.0.113.1' })
    expect(elector.election).toEqual({
      address: '203.0.113.1',
      reason: 'agentIP is set',
      warning: expect.stringContaining('no interface of this host'),
    })
    elector.apply({})
    expect(chosen(elector)).toBe('10.0.0.2 eth1')
    expect(written).toHaveLength(1)
  })
})

test('a host without an address has none until one comes', () => {
  remove('127.0.0.1')
  const elector = open()
  expect(elector.election.address).toBe('0.0.0.0')
  expect(warnings).toEqual(['this host has no IP address: set agentIP'])
  add(2, '10.0.0.1')
  expect(elector.tick()).toBe(true)
  expect(lines).toEqual([
    'the agent address is now 10.0.0.1 of eth0 (ipv4 private); it was 0.0.0.0: there was none before',
  ])
})

test('flags of IPv6 are those of the kernel: an address of lifetime for ever is the static one', () => {
  add(2, '2001:db8::a', addressFlags.manageTempAddr)
  add(2, '2001:db8::b', addressFlags.permanent)
  expect(open().election.address).toBe('2001:db8::b')
})

test('what is kept in the file is checked', async () => {
  const good = keptSince('10.0.0.1', 'eth0')
  const read = (value: unknown) => loadPrevious({ read: () => Promise.resolve(value) })
  expect(await read(good)).toEqual(good)
  for (const bad of [undefined, null, [], 7, {}, { ...good, address: 'x' }, { ...good, device: 1 }])
    expect(await read(bad)).toBeUndefined()
})
