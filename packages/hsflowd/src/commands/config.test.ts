import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, parseOptions } from '@host-sflow/agent-runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { options } from '../options.ts'
import { run } from './config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsflowd-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function printed(...argv: string[]): Promise<string> {
  let output = ''
  const { values, positionals, given } = parseOptions(options, argv)
  const log = createLog({ name: 'hsflowd', write: () => undefined })
  const print = async (text: string): Promise<void> => void (output += text)
  expect(await run({ values, positionals, given, log, print })).toBe(0)
  return output
}
function fileWith(text: string): string {
  const file = join(folder, 'hsflowd.conf')
  writeFileSync(file, text)
  return file
}

describe('hsflowd config', () => {
  it.each([
    ['sample', '#polling = 30'],
    ['schema', '"$schema"'],
    ['man', '.TH "HSFLOWD.CONF" 5'],
    ['table', '| `polling` '],
  ])('%s prints what is generated', async (word, part) => {
    expect(await printed(word)).toContain(part)
  })

  it('json prints the JSON form of a file', async () => {
    const file = fileWith('sflow { packetSamplingRate = 10K collector { ip = 10.0.0.50 } }')
    expect(JSON.parse(await printed('json', '-f', file))).toEqual({
      sflow: { sampling: 10_000, collector: [{ ip: '10.0.0.50' }] },
    })
  })

  it.each([
    [[], 'config needs one of sample, schema, man, table, json'],
    [['sampel'], 'did you mean "config sample"?'],
    [['toString'], 'config toString'],
    [['sample', 'more'], 'config sample more'],
  ])('%s is a mistake of usage', async (argv, message) => {
    await expect(printed(...argv)).rejects.toMatchObject({
      code: argv.length === 0 ? 'HSF_USAGE' : 'HSF_COMMAND',
      exitCode: 64,
      message: expect.stringContaining(message) as string,
    })
  })

  it('json says what is wrong with the file', async () => {
    const wrong = fileWith('sflow { poling = 20 }')
    await expect(printed('json', '-f', wrong)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('hsflowd.conf:1:9: error:') as string,
    })
    await expect(printed('json', '-f', join(folder, 'none'))).rejects.toMatchObject({
      code: 'HSF_CONFIG_MISSING',
    })
  })
})
