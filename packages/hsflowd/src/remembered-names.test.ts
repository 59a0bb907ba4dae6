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
  // From here on the collector itself keeps its last good address.
  works = false
  await expect(second('collector.example')).rejects.toThrow('EAI_AGAIN')
})

it('a state file of something else is nothing', async () => {
  writeFileSync(join(directory, 'collector-addresses.json'), '[1]')
  const lookup = await open(down)
  await expect(lookup('collector.example')).rejects.toThrow('EAI_AGAIN')
})
