import { createLog, openStateDirectory } from '@host-sflow/agent-runtime'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rememberNames } from './remembered-names.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hsflowd-names-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const lines: string[] = []
const log = createLog({ name: 'test', format: 'text', write: (text) => void lines.push(text) })
const open = (lookup: (host: string) => Promise<readonly string[]>) =>
  rememberNames(openStateDirectory(directory, log), log, async (host) => [...(await lookup(host))])
const down = (): Promise<never> => Promise.reject(new Error('EAI_AGAIN'))
/** The state is written behind the answer. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 100))

it('falls back on the addresses of the last run until DNS answers in this one', async () => {
  const first = await open(() => Promise.resolve(['10.0.0.7', '::7']))
  expect(await first('collector.example')).toEqual(['10.0.0.7', '::7'])
  await settled()

  let works = false
  const second = await open(() => (works ? Promise.resolve(['10.0.0.8']) : down()))
  expect(await second('collector.example')).toEqual(['10.0.0.7', '::7'])
  expect(lines.join('')).toContain('the address of the last run is used, 10.0.0.7, ::7')
  await expect(second('other.example')).rejects.toThrow('EAI_AGAIN')
  works = true
  expect(await second('collector.example')).toEqual(['10.0.0.8'])
  expect(lines.at(-1)).toContain('collector.example is resolved again')
  // From here on the collector itself keeps its last good address.
  works = false
  await expect(second('collector.example')).rejects.toThrow('EAI_AGAIN')
})

it('a state file of something else is nothing', async () => {
  writeFileSync(join(directory, 'collector-addresses.json'), '[1]')
  const lookup = await open(down)
  await expect(lookup('collector.example')).rejects.toThrow('EAI_AGAIN')
})

it('another order of the same addresses is not written, and names without end are not kept', async () => {
  const written: unknown[] = []
  const state = {
    path: directory,
    flush: () => Promise.resolve(),
    read: () => Promise.resolve(undefined),
    write: (_name: string, value: unknown) => Promise.resolve(void written.push(value)),
  }
  let addresses = ['10.0.0.1', '10.0.0.2']
  const lookup = await rememberNames(state, log, () => Promise.resolve(addresses))
  await lookup('collector.example')
  addresses = addresses.toReversed()
  expect(await lookup('collector.example')).toEqual(['10.0.0.2', '10.0.0.1'])
  expect(written).toHaveLength(1)
  for (let i = 0; i < 300; i++) await lookup(`${i}.example`)
  const last = Object.keys(written.at(-1) as object)
  expect(last).toHaveLength(256)
  expect([last[0], last.at(-1)]).toEqual(['44.example', '299.example'])
})

it('a server that does not answer is not waited for where the last run knows', async () => {
  writeFileSync(join(directory, 'collector-addresses.json'), '{"collector.example":["10.0.0.7"]}')
  let answer: (addresses: readonly string[]) => void = () => undefined
  const lookup = await open(() => new Promise((resolve) => (answer = resolve)))
  const from = performance.now()
  expect(await lookup('collector.example')).toEqual(['10.0.0.7'])
  // Before the other agents are told, and in time for what is kept of the first datagrams.
  expect(performance.now() - from).toBeLessThan(1000)
  answer(['10.0.0.9'])
  await settled()
  expect(lines.at(-1)).toContain('collector.example is resolved again')
})
