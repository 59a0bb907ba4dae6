import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatSharedFile, defaultSharedSettings } from '@host-sflow/config-share'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hostStatus } from './collect.ts'
import { dnsSdLine } from './dns-sd-line.ts'
import { problemsOf } from './health.ts'
import { renderStatus } from './render.ts'
import { seenAgent } from './seen.ts'
import { readSharedFile } from './shared.ts'

let root = ''
let nowMs = 0
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hsflowd-status-'))
  await mkdir(join(root, 'agents'))
  nowMs = Date.now()
})
afterEach(() => rm(root, { recursive: true, force: true }))

const collector = (more: object = {}): object => ({
  collector: '10.0.0.50:6343',
  state: 'open',
  address: '10.0.0.50',
  port: 6343,
  datagrams: 7,
  bytes: 700,
  lost: 1,
  refusals: 2,
  lastError: null,
  resolvedAt: null,
  ...more,
})

const agent = (more: object = {}): Parameters<typeof seenAgent>[0] => ({
  name: 'hsflowd',
  pid: process.pid,
  writtenAt: new Date(nowMs - 4000).toISOString(),
  file: join(root, 'agents/x.json'),
  ...more,
})

/** A status file as an agent of any kind writes it; without /proc's start time the pid has to do. */
async function put(name: string, more: object = {}): Promise<void> {
  const status = { ...agent({ name }), start: null, ...more }
  await writeFile(join(root, 'agents', `${name}.${process.pid}.json`), JSON.stringify(status))
}

async function putSharedFile(revision: number): Promise<string> {
  const file = join(root, 'hsflowd.auto')
  await writeFile(file, formatSharedFile({ state: 'settings', settings: defaultSharedSettings() }, revision))
  return file
}

const look = (file: string) => hostStatus({ directories: [join(root, 'agents')], sharedFile: file, nowMs })

describe('followers', () => {
  test('an agent that has had the time and has another revision is behind; through a link too', async () => {
    const file = await putSharedFile(4)
    const link = join(root, 'link.auto')
    await symlink(file, link)
    const later = new Date(Date.now() + 10_000).toISOString()
    await put('hsflowd', { settings: { file, revision: 4 } })
    await put('late', { settings: { file: link, revision: 3 }, writtenAt: later })
    await put('good', { settings: { file: link, revision: 4 }, writtenAt: later })
    // Its figures are of before the change, or just behind it: nobody knows yet.
    await put('young', { settings: { file, revision: 3 }, writtenAt: new Date().toISOString() })
    await put('alone', { settings: null })
    await put('elsewhere', { settings: { file: join(root, 'other.auto'), revision: 9 } })
    const { followers, written } = await look(file)
    expect(written?.revision).toBe(4)
    expect(followers.map(({ agent: { name }, behind, follows }) => [name, follows, behind])).toEqual([
      ['alone', false, false],
      ['elsewhere', false, false],
      ['good', true, false],
      ['late', true, true],
      ['young', true, false],
    ])
  })

  test('a directory or a pipe in its place holds nothing up', async () => {
    await expect(readSharedFile(root)).rejects.toThrow('is no file')
    const { written } = await look(root)
    expect(written).toBeUndefined()
  })

  test('without a file that can be read nobody is behind', async () => {
    const file = join(root, 'hsflowd.auto')
    await writeFile(file, 'rev_start=2\n')
    await put('x', { settings: { file, revision: 1 } })
    const { followers, hsflowd, problems } = await look(file)
    expect(followers).toMatchObject([{ follows: false, behind: false }])
    expect(hsflowd).toBeUndefined()
    expect(problems).toEqual(['hsflowd is not running'])
  })
})

describe('health', () => {
  const problems = (more: object): string[] => problemsOf(seenAgent(agent(more)), nowMs)
  const at = (ageMs: number): string => new Date(nowMs - ageMs).toISOString()

  test('a status of today with a collector that is open is healthy; so is one without collectors', () => {
    expect(problems({ collectors: [collector(), collector({ state: 'refused' })] })).toEqual([])
    expect(problems({ collectors: [] })).toEqual([])
  })

  test('no figures for half a minute, or from the future', () => {
    expect(problems({ writtenAt: at(29_000) })).toEqual([])
    expect(problems({ writtenAt: at(31_000) })).toEqual([expect.stringMatching(/^its status is 31 s old/)])
    expect(problems({ writtenAt: at(-3_600_000) })).toHaveLength(1)
    expect(problems({ writtenAt: 'yesterday' })).toHaveLength(1)
  })

  test('no collector can be sent to', () => {
    const collectors = [collector({ state: 'refused' }), collector({ collector: 'b:1', state: 'error' })]
    expect(problems({ collectors })).toEqual([
      'no collector can be sent to (10.0.0.50:6343: refused, b:1: error)',
    ])
    const resolving = [collector({ state: 'resolving' })]
    expect(problems({ collectors: resolving, process: { uptimeMs: 5000 } })).toEqual([])
    expect(problems({ collectors: resolving, process: { uptimeMs: 60_000 } })).toHaveLength(1)
  })

  test('DNS does not tell where to send; that it says to be silent is no trouble', () => {
    const details = (state: string): object => ({ collectors: [], details: { dnsSd: { state } } })
    expect(problems(details('failed'))).toEqual([expect.stringContaining('DNS does not say where to send')])
    expect(problems({ ...details('waiting'), process: { uptimeMs: 60_000 } })).toHaveLength(1)
    expect(problems({ ...details('waiting'), process: { uptimeMs: 5000 } })).toEqual([])
    expect(problems(details('off'))).toEqual([])
    expect(problems({ ...details('failed'), collectors: [collector()] })).toEqual([])
  })

  test('a configuration that could not be read again', () => {
    expect(problems({ details: { reload: { successful: false, error: 'x' } } })).toHaveLength(1)
    expect(problems({ details: { reload: { successful: true } } })).toEqual([])
  })
})

test('what other versions write is taken as far as it is understood', () => {
  const seen = seenAgent(
    agent({ collectors: 'none', counters: [1], settings: { file: 7 }, details: { sources: [{}] } }),
  )
  expect(seen).toMatchObject({ collectors: [], counters: {}, name: 'hsflowd' })
  expect(seen.settings).toBeUndefined()
  expect(seen.details?.sources).toEqual([])
})

test('the whole status in words', async () => {
  const file = await putSharedFile(4)
  await put('hsflowd', {
    version: '0.1.0',
    settings: { file, revision: 4 },
    agentAddress: '10.0.0.7',
    subAgentId: 100_000,
    collectors: [
      collector({ priority: 10, active: true }),
      collector({
        collector: 'b.example:6343',
        state: 'refused',
        priority: 20,
        active: false,
        resolvedAt: new Date(nowMs - 65_000).toISOString(),
        lastError: {
          message: 'nothing listens\u001b[31m there: b.example:6343: refused',
          at: new Date(nowMs - 3000).toISOString(),
        },
      }),
    ],
    counters: { datagrams: 7, samples: 1, sampleErrors: 0, shortened: 0, lost: 2, refusals: 4 },
    lastError: null,
    process: { uid: 0, capabilities: ['net_raw'], uptimeMs: 100_000, rssBytes: 61_000_000 },
    loop: { lastLagMs: 0.5, maxLagMs: 12, utilization: 0.0123 },
    details: {
      configFiles: ['/etc/hsflowd.conf'],
      reload: { successful: true, reloads: 1, at: '2026-01-01T00:00:00.000Z' },
      election: { device: 'eth0', reason: 'ipv4 private' },
      sources: [{ name: 'cpu', collections: 3, failures: 0, lastMs: 0.25, meanMs: 12.6, error: null }],
      modules: {
        json: {
          samples: 3,
          dropped: 0,
          nested: {},
          lastError: { at: new Date(nowMs - 9000).toISOString(), message: 'no object, in hello' },
        },
      },
    },
  })
  await put('httpd', { settings: { file, revision: 4 }, counters: { datagrams: 5 } })
  const found = await look(file)
  const text = renderStatus({ ...found, hsflowd: found.hsflowd! }, 'root', nowMs)
  const pid = String(process.pid)
  expect(text).toBe(`hsflowd 0.1.0, process ${process.pid}, up 1 min 44 s, as root; figures are 4 s old

  agent          10.0.0.7 (eth0, ipv4 private), sub-agent 100000
  configuration  /etc/hsflowd.conf, read again at 2026-01-01T00:00:00.000Z
  shared file    ${file} revision 4
  sent           7 datagrams, 1 sample
  not sent       2 lost, 4 refused; samples: 0 not encoded, 0 shortened
  capabilities   net_raw
  process        61 MB, busy 1.2 %, event loop late by 0.50 ms, at most 12 ms
  module json    samples 3
                 last error 9 s ago: no object, in hello
  last error     none

collectors
  COLLECTOR       STATE             ADDRESS    RESOLVED       PRIORITY  DATAGRAMS  LOST  REFUSED  LAST ERROR
  10.0.0.50:6343  open              10.0.0.50  -                    10          7     1        2
  b.example:6343  refused, standby  10.0.0.50  1 min 5 s ago        20          7     1        2  3 s ago: nothing listens[31m there: refused

sources
  SOURCE  COLLECTIONS  FAILURES  LAST MS  MEAN MS  ERROR
  cpu               3         0     0.25       13

other agents
  AGENT  ${'PID'.padStart(pid.length)}  UP  SETTINGS    COLLECTORS  DATAGRAMS  LAST ERROR
  httpd  ${pid.padStart(3)}  -   revision 4           0          5
`)
})

describe('what is said of DNS-SD', () => {
  const at = (inMs: number): string => new Date(inMs).toISOString()
  const told = (more: object): string =>
    dnsSdLine(
      { server: '10.0.0.2:53', lastQuery: at(nowMs - 4000), nextQuery: at(nowMs + 6000), ...more },
      nowMs,
    )

  test.each([
    [
      { state: 'found', name: '_sflow._udp.a', ttlS: 10 },
      'found _sflow._udp.a, server 10.0.0.2:53, TTL 10 s, ',
    ],
    [{ state: 'off', name: null, ttlS: null }, 'names no collector: this host is to be silent'],
    [
      { state: 'failed', name: '_sflow._udp.a', lastError: 'SERVFAIL' },
      'no answer (SERVFAIL); in force is _sflow._udp.a, server',
    ],
    [
      { state: 'failed', name: '_sflow._udp.a', remembered: true },
      'no answer; in force is _sflow._udp.a as an earlier run learnt it, ',
    ],
    [{ state: 'waiting', lastQuery: null }, 'no answer yet, server'],
    [{ state: 7 }, 'no answer, server'],
  ])('%j', (more, line) => {
    expect(told(more)).toContain(line)
    expect(told(more)).toMatch(/(?:, asked 4 s ago)?, again in 6 s$/)
  })
})

test('revision 0 is that of no file yet', async () => {
  const file = join(root, 'hsflowd.auto')
  await put('hsflowd', { settings: { file, revision: 0 } })
  const found = await look(file)
  expect(renderStatus({ ...found, hsflowd: found.hsflowd! }, 'root', nowMs)).toContain(
    `${file}, not written yet\n`,
  )
})

test('of a file that could not be read again the first error is shown', async () => {
  const error =
    'the configuration is invalid:\nx.conf:2:3: error: a\n    2 | a\n      | ^\nx.conf:4:1: error: b\n...'
  await put('hsflowd', {
    details: { configFiles: ['x.conf'], reload: { successful: false, at: 'now', error } },
  })
  const found = await look(join(root, 'hsflowd.auto'))
  expect(renderStatus({ ...found, hsflowd: found.hsflowd! }, 'root', nowMs)).toContain(
    'x.conf: not read again at now: x.conf:2:3: error: a; and 1 more\n',
  )
})
