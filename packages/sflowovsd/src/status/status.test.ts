import { describe, expect, test } from 'vitest'
import { renderStatus } from './render.ts'
import { rivals, sameServer } from './rivals.ts'
import { seenKeeper } from './seen.ts'
import { bridgeNames } from './words.ts'

const nowMs = Date.parse('2026-11-20T12:00:10.000Z')
const at = (agoS: number): string => new Date(nowMs - agoS * 1000).toISOString()

const status = (more: object = {}): Parameters<typeof seenKeeper>[0] => ({
  name: 'sflowovsd',
  pid: 4711,
  writtenAt: at(4),
  file: '/run/hsflowd/agents/sflowovsd.4711.json',
  ...more,
})

const inForce = {
  at: at(9),
  columns: {
    agent: 'eth0',
    header: 128,
    polling: 20,
    sampling: 400,
    targets: ['10.0.0.50:6343', '[2001:db8::1]:6343'],
  },
  bridges: [{ name: 'br0' }, { name: 'br "1"' }],
  row: '1c315c6e-9f0a-4b8c-8a0f-0123456789ab',
}

const whole = {
  version: '0.1.0',
  settings: { file: '/etc/hsflowd.auto', revision: 4 },
  counters: { passes: 12, foreignChanges: 1 },
  process: { uid: 0, uptimeMs: 100_000, rssBytes: 52_000_000 },
  details: {
    server: 'unix:/run/openvswitch/db.sock',
    settingsProblem: null,
    ovs: {
      inForce,
      version: '3.1.0',
      strategy: 'id',
      monitor: 'watching',
      lastCheckAt: at(8),
      nextCheckAt: at(-52),
      lastError: 'the database cannot be reached',
      lastErrorAt: at(3600),
      newBridgeMs: 24.4,
    },
  },
}

describe('status', () => {
  test('all in words', () => {
    expect(renderStatus(seenKeeper(status(whole)), 'root', nowMs)).toBe(
      `sflowovsd 0.1.0, process 4711, up 1 min 44 s, as root; figures are 4 s old

  settings      /etc/hsflowd.auto revision 4
  in force      1 packet in 400, counters every 20 s, headers of 128 bytes, agent eth0
  collectors    10.0.0.50:6343, [2001:db8::1]:6343
  bridges       2: "br0", "br \\"1\\""
  row           1c315c6e-9f0a-4b8c-8a0f-0123456789ab
  database      unix:/run/openvswitch/db.sock, watching
  Open vSwitch  3.1.0, rows are made with --id
  counts        passes 12, foreign changes 1
  last check    8 s ago, next in 52 s
  new bridge    the last one had sFlow after 24 ms
  process       52 MB
  last error    1 h ago: the database cannot be reached
`,
    )
  })

  test('sFlow off, sampling off, settings missing', () => {
    const told = (details: object, more: object = {}): string =>
      renderStatus(seenKeeper(status({ details, ...more })), 'root', nowMs)
    const off = {
      inForce: { bridgeCount: 0, bridges: [] },
      wanted: { state: 'none', why: 'there is no collector' },
    }
    expect(told({ ovs: off })).toMatch(/in force +sFlow is off: there is no collector\n +bridges +none\n/)
    const columns = { ...inForce.columns, sampling: 2 ** 32 - 1, polling: 0 }
    expect(told({ ovs: { inForce: { ...inForce, columns } } })).toContain(' no sampling, no counters, ')
    expect(told({ settingsProblem: 'no such file' })).toMatch(/settings +none: no such file\n/)
    expect(told({})).toMatch(/settings +the command line\n/)
    expect(told({ ovs: { monitor: 'starting' } })).toMatch(/settings +not read yet\n/)
    expect(told({ ovs: { monitor: 'blind: ENOENT' } })).toMatch(
      /not watched, looked at once a minute: ENOENT\n/,
    )
    expect(told({ settingsProblem: 'half-written' }, { settings: whole.settings })).toMatch(
      /settings +\/etc\/hsflowd.auto revision 4; half-written\n/,
    )
  })

  test('what lasts is said first, with its remedy', () => {
    const ovs = {
      inForce: { ...inForce, bridgeCount: 30 },
      monitor: 'away: ECONNREFUSED',
      trouble: 'it fails (mend it)',
      unconfirmed: true,
      contention: true,
    }
    const text = renderStatus(seenKeeper(status({ details: { server: 'tcp:a', ovs } })), 'root', nowMs)
    expect(text).toMatch(/database +tcp:a, away: ECONNREFUSED\n/)
    expect(text).toMatch(/bridges +30: "br0", .* and 28 more\n/)
    expect(text.match(/^ {2}problem: .*\(.*\)$/gmu)).toEqual([
      '  problem: it fails (mend it)',
      expect.stringContaining('ovs-vswitchd has not taken them in'),
      expect.stringMatching(/problem: /),
    ])
  })

  test('what other versions write is taken as far as it is understood', () => {
    const odd = {
      settings: 7,
      counters: ['a'],
      process: 'none',
      details: { ovs: { inForce: { bridges: 7 } } },
    }
    const text = renderStatus(seenKeeper(status({ ...odd, writtenAt: 'yesterday' })), 'root', nowMs)
    expect(text).toMatch(/in force +no sFlow\n +bridges +none\n/)
    expect(text).toMatch(/counts +none\n/)
  })

  test('names cannot steer a terminal, and twenty of them are shown', () => {
    const bridges = Array.from({ length: 25 }, (_, n) => ({ name: `b${n}\u001b[2J` }))
    const text = bridgeNames(bridges)
    expect(text).not.toMatch(/\p{Cc}/u)
    expect(text).toMatch(/^25: "b0\\u001b\[2J", .*"b19\\u001b\[2J" and 5 more$/)
  })
})

describe('rivals', () => {
  const keeper = (pid: number, server?: string) => seenKeeper(status({ pid, details: { server } }))

  test('two for one database are named; others, and those that do not tell, are not', () => {
    const all = [keeper(1, 'unix:/a'), keeper(2, 'unix:/b'), keeper(3, 'unix:/a'), keeper(4), keeper(5)]
    expect(rivals(all)).toEqual([expect.stringMatching(/^2 sflowovsd keep unix:\/a: processes 1, 3 \(/)])
    expect(rivals(all.slice(0, 2))).toEqual([])
  })

  test('a server that is not told is no other one either', () => {
    expect(sameServer(undefined, undefined)).toBe(false)
    expect(sameServer('unix:/a', 'unix:/a')).toBe(true)
  })
})
