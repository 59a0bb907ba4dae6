import { once } from 'node:events'
import { createServer } from 'node:http'
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

test('switched off, it hooks nothing', async () => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const before = server.listenerCount('close')
  const agent = instrument(server, { enabled: false })
  await agent.ready
  expect(server.listenerCount('close')).toBe(before)
})
