import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { instrument, sflowHttp } from './sflow-http.ts'
import type { SflowHttpOptions } from './options.ts'

function createTold() {
  const lines: string[] = []
  const say = (message: string): void => void lines.push(message)
  return { lines, log: { debug: () => undefined, info: () => undefined, warn: say } }
}

// No settings of this host.
beforeEach(() => vi.stubEnv('HSFLOWD_AUTO', '/nonexistent/hsflowd.auto'))
afterEach(async () => {
  await sflowHttp().close()
  vi.unstubAllEnvs()
})

test('a thread has one agent, whoever asks for it', () => {
  const { lines, log } = createTold()
  const agent = sflowHttp({ sampling: 10, log })
  expect(sflowHttp()).toBe(agent)
  expect(sflowHttp({ sampling: 10, log })).toBe(agent)
  expect(lines).toEqual([])
  expect(sflowHttp({ sampling: 20, log })).toBe(agent)
  expect(lines).toEqual([expect.stringMatching(/is running already.*sampling, log/u)])
})

test('what the environment has started is started anew with the options of the code', () => {
  const first = sflowHttp()
  const second = sflowHttp({ sampling: 10 })
  expect(second).not.toBe(first)
  expect(sflowHttp()).toBe(second)
})

test('once closed it can be started again, and closing twice is no harm', async () => {
  const first = sflowHttp()
  await first.close()
  await first.close()
  const second = sflowHttp()
  expect(second).not.toBe(first)
  await first.close()
  expect(sflowHttp()).toBe(second)
})

test('options that cannot be used are told, and nothing is thrown', () => {
  const { lines, log } = createTold()
  sflowHttp({ sampling: -1, ignores: true, log } as SflowHttpOptions)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/sampling must be .* not -1 \(correct the option/u)
})

test.each([
  ['null', () => null],
  ['a number', () => 7],
  ['a text', () => 'x'],
  ['a list', () => []],
  ['a getter that throws', () => Object.defineProperty({}, 'sampling', { enumerable: true, get: fail })],
])('takes anything for its options without harm: %s', (_, options) => {
  expect(() => sflowHttp(options() as SflowHttpOptions)).not.toThrow()
})

function fail(): never {
  throw new Error('no')
}

test('instrument() knows a server that listens already', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const agent = instrument(server)
  expect(agent).toBe(sflowHttp())
  await agent.ready
  await agent[Symbol.asyncDispose]()
})

test.each([undefined, null, {}, 'server'])('instrument(%s) does no harm', (server) => {
  expect(() => instrument(server as never)).not.toThrow()
})

test.each([{ enabled: false }, {}])('that it is switched off is told: %j', async (options) => {
  if (options.enabled === undefined) vi.stubEnv('SFLOW_ENABLED', '0')
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  sflowHttp({ ...options, log: { debug: say, info: say, warn: say } })
  expect(lines).toEqual([expect.stringMatching(/it is switched off: .*SFLOW_ENABLED/u)])
})

test('without hsflowd, what to do is told to who looks for it', async () => {
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  await sflowHttp({ log: { debug: say, info: () => undefined, warn: say } }).ready
  expect(lines).toEqual([
    'sflow: there is no shared settings file yet: /nonexistent/hsflowd.auto (start hsflowd, or name collectors: SFLOW_COLLECTORS)',
  ])
})

test('a server is told with its data source', async () => {
  const lines: string[] = []
  const log = { debug: () => undefined, info: (line: string) => void lines.push(line), warn: () => undefined }
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await instrument(server, { log, collectors: ['127.0.0.1:9'], share: false }).ready
  expect(lines).toContain(`sflow: port ${port} is data source 3:${port}`)
})

test('switched off, it hooks nothing', async () => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const before = server.listenerCount('close')
  const agent = instrument(server, { enabled: false })
  await agent.ready
  expect(server.listenerCount('close')).toBe(before)
})
