// The examples of docs/json-input.md, run as they stand there.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { scratch } from './support/hsflowd.ts'
import { startJsonInput, type Arrived, type JsonInput } from './support/json-input.ts'
import { closedPort } from '../../../tools/rigs/receiver.ts'

const run = promisify(execFile)
const DOCUMENT = readFileSync(join(import.meta.dirname, '../docs/json-input.md'), 'utf8')

/** The blocks of a language, in their order. */
const blocks = (language: string): string[] =>
  [...DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code!)

async function works(command: string, ...args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  )
}

interface Place {
  readonly input: JsonInput
  /** The example, at the port and FIFO of the test. */
  readonly at: (code: string) => string
}

async function start(sampling = 1): Promise<Place> {
  const directory = scratch()
  const port = await closedPort()
  const fifo = join(directory, 'fifo')
  await run('mkfifo', [fifo])
  const input = await startJsonInput({ sampling, json: { udpport: port, fifo } }, { state: directory })
  return { input, at: (code) => code.replaceAll('36343', String(port)).replaceAll('/run/hsflowd/json', fifo) }
}

async function arrive({ input }: Place, samples = 1): Promise<Arrived[]> {
  await input.receiver.until('samples', () => input.arrived().length >= samples)
  expect(input.status()).toMatchObject({ malformed: 0, refused: {}, unknownMembers: 0 })
  return input.arrived()
}

const [toDevice, withNetcat, intoFifo] = blocks('bash')

describe.skipIf(process.platform === 'win32')('docs/json-input.md', () => {
  it('bash', async (ctx) => {
    ctx.skip(!(await works('bash', '-c', 'true')), 'no bash')
    const place = await start()
    await run('bash', ['-c', place.at(toDevice!)])
    const [flow] = await arrive(place)
    expect(flow!.records['app_operation']).toMatchObject({
      application: 'backup',
      operation: 'nightly',
      status: 0,
      uS: 152_000,
    })
  })

  it('netcat', async (ctx) => {
    ctx.skip(!(await works('sh', '-c', 'command -v nc')), 'no netcat')
    const place = await start()
    await run('sh', ['-c', place.at(withNetcat!)])
    const [sample] = await arrive(place)
    expect(sample).toMatchObject({
      tag: '4300:1002',
      fields: {
        datasource_name: 'backup',
        metrics: [
          { name: 'files', type: 3, value: 1200 },
          { name: 'ratio', type: 5, value: 0.25 },
        ],
      },
    })
  })

  it('the FIFO', async () => {
    const place = await start()
    await run('sh', ['-c', place.at(intoFifo!)])
    const [sample] = await arrive(place)
    expect(sample!.records['app_operations']).toMatchObject({
      application: 'backup',
      success: 7,
      timeout: 1,
      other: null,
    })
  })

  it('Python', async (ctx) => {
    ctx.skip(!(await works('python3', '-c', 'import socket')), 'no Python')
    const place = await start(20)
    await run('python3', ['-c', place.at(blocks('python')[0]!)])
    // 1 in 10 of 1000 of its own; 1 in 2 of these: the chance of none at all is 2^-60.
    const flows = await arrive(place)
    expect(flows[0]).toMatchObject({ source: '3:8080', fields: { sampling_rate: 20 } })
    expect(flows[0]!.records).toEqual({
      extended_socket_ipv4: {
        protocol: 6,
        local_ip: '10.0.0.1',
        local_port: 8080,
        remote_ip: '10.0.0.9',
        remote_port: 51_000,
      },
      app_initiator: { actor: 'customer' },
      app_operation: {
        application: 'shop',
        operation: 'order.put',
        attributes: '',
        status_descr: '',
        status: 0,
        req_bytes: 250,
        resp_bytes: 4000,
        uS: 2500,
      },
    })
  })

  it('Node.js', async () => {
    const place = await start()
    const program = join(scratch(), 'example.cjs')
    writeFileSync(program, `${place.at(blocks('js')[0]!)}\nsetTimeout(() => undefined, 200)\n`)
    await run(process.execPath, [program])
    const [sample] = await arrive(place)
    expect(sample!.records['app_operations']).toMatchObject({
      application: 'worker',
      success: 3,
      internal_error: 0,
      timeout: null,
    })
    expect(sample!.records['app_resources']!['mem_used']).toBeGreaterThan(1_000_000)
    expect(sample!.records['app_resources']!['user_time']).toBeGreaterThan(0)
  })

  it('every message that is shown is taken in whole', async () => {
    const messages = blocks('json')
    expect(messages.length).toBe(3)
    const place = await start()
    for (const message of messages) {
      const oneLine = JSON.stringify(JSON.parse(message))
      await run('sh', ['-c', place.at(`printf '%s' '${oneLine}' >/run/hsflowd/json`)])
    }
    expect((await arrive(place, 4)).map(({ tag }) => tag).toSorted()).toEqual([
      '0:3',
      '0:4',
      '4300:1002',
      '4300:1003',
    ])
  })
})
