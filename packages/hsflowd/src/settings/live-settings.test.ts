import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, openStateDirectory, systemClock } from '@host-sflow/agent-runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { loadSettings } from '../load-settings.ts'
import { openLiveSettings, type LiveSettings, type LiveSettingsOptions } from './live-settings.ts'
import { noFlags } from './plain.test-helper.ts'

let directory: string
let file: string
let lines: string[]
let live: LiveSettings | undefined
let changes: number

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hsflowd-live-'))
  file = join(directory, 'hsflowd.conf')
  lines = []
  changes = 0
})
afterEach(() => {
  live?.close()
  rmSync(directory, { recursive: true })
})

const polling = (seconds: number): string => `sflow { polling = ${seconds} collector { ip = 127.0.0.1 } }`

async function start(options: Partial<LiveSettingsOptions> = {}): Promise<LiveSettings> {
  const log = createLog({ name: 'test', format: 'text', write: (text) => void lines.push(text) })
  const sources = { flags: noFlags, given: new Set<string>(), configFile: file }
  live = openLiveSettings({
    sources,
    loaded: await loadSettings(sources),
    log,
    clock: systemClock,
    random: Math.random,
    state: openStateDirectory(directory, log),
    watch: false,
    onChange: () => void changes++,
    onStatus: () => undefined,
    ...options,
  })
  return live
}

it('a reload that is under way when hsflowd stops changes nothing any more', async () => {
  writeFileSync(file, polling(10))
  await start()
  writeFileSync(file, 'sflow { }')
  const reloaded = live?.reload()
  live?.close()
  await reloaded
  expect(changes).toBe(0)
  expect(live?.effective.settings.polling).toBe(10)
})

it('of two that read the file, the one that comes later counts, also when the other one takes longer', async () => {
  writeFileSync(file, polling(10))
  await start({ watch: true })
  // Reading a pipe lasts until its writer is done.
  const pipe = join(directory, 'pipe')
  execFileSync('mkfifo', [pipe])
  const writer = openSync(pipe, 'r+')
  renameSync(pipe, file)
  const reloaded = live?.reload()
  await new Promise((resolve) => setTimeout(resolve, 200))
  writeFileSync(`${file}.new`, polling(30))
  renameSync(`${file}.new`, file)
  await new Promise((resolve) => setTimeout(resolve, 700))
  writeSync(writer, polling(20))
  closeSync(writer)
  await reloaded
  await vi.waitFor(() => expect(live?.effective.settings.polling).toBe(30), { timeout: 3000 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(live?.effective.settings.polling).toBe(30)
})

it('the file is read again at once, also while DNS does not answer', async () => {
  const silent = createSocket('udp4')
  silent.bind(0, '127.0.0.1')
  await once(silent, 'listening')
  writeFileSync(file, 'sflow { polling = 10 dns-sd { domain = example.com } }')
  const servers = [{ address: '127.0.0.1', port: silent.address().port }]
  const resolver = { servers, search: [], timeoutMs: 5000, attempts: 1, rotate: false, useTcp: false }
  await start({ dns: { resolver: () => Promise.resolve(resolver) } })
  await vi.waitFor(() => expect(live?.status().dnsSd).not.toBeNull())
  writeFileSync(file, 'sflow { polling = 20 dns-sd { domain = example.com } }')
  const from = performance.now()
  await live?.reload()
  expect(performance.now() - from).toBeLessThan(1000)
  expect(live?.effective.settings.polling).toBe(20)
  live?.close()
  silent.close()
})

it('a file that has changed since it was first read is read again', async () => {
  writeFileSync(file, polling(10))
  const log = createLog({ name: 'test', write: () => undefined })
  const sources = { flags: noFlags, given: new Set<string>(), configFile: file }
  const loaded = await loadSettings(sources)
  // While sockets, state and the shared file are opened.
  writeFileSync(file, polling(20))
  await start({ loaded, log, watch: true })
  await vi.waitFor(() => expect(live?.effective.settings.polling).toBe(20), { timeout: 3000 })
})

it('a sampling rate that is set to the default one is a change: it counts for every interface then', async () => {
  writeFileSync(file, polling(10))
  await start()
  writeFileSync(file, 'sflow { polling = 10 sampling = 400 collector { ip = 127.0.0.1 } }')
  await live?.reload()
  expect(changes).toBe(1)
  expect(lines.join('')).toContain('settings: sampling: by the speed of the link -> 400')
})

it('code of DNS-SD that is no longer there is said, and ends nothing', async () => {
  vi.doMock('../dns-sd/watch.ts', () => {
    throw new Error('no such chunk')
  })
  writeFileSync(file, polling(10))
  await start()
  writeFileSync(file, 'sflow { polling = 20 }')
  await live?.reload()
  await vi.waitFor(() => expect(lines.join('')).toContain('DNS-SD cannot be used'))
  vi.doUnmock('../dns-sd/watch.ts')
  writeFileSync(file, polling(30))
  await live?.reload()
  expect(live?.effective.settings.polling).toBe(30)
})
