// Messages over real sockets and pipes, as they arrive at a collector.
import { execFile, execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { hastyClock, sendUdp, startJsonInput, udpStates } from './support/json-input.ts'
import { scratch } from './support/hsflowd.ts'
import { closedPort } from '../../../tools/rigs/receiver.ts'

const run = promisify(execFile)
const noFifos = process.platform === 'win32'
const counters = (app_name: string, success: number, more: object = {}): string =>
  JSON.stringify({ counter_sample: { app_name, app_operations: { success }, ...more } })
const udp = async (): Promise<{ json: { udpport: number; fifo: undefined } }> => ({
  json: { udpport: await closedPort(), fifo: undefined },
})
const fifoAt = (fifo: string) => ({ json: { udpport: 0, fifo } })
const mkfifo = (path: string): void => void execFileSync('mkfifo', [path])
const hasIpv6 = async (): Promise<boolean> => {
  const socket = createSocket('udp6')
  socket.bind(0, '::1')
  const answered = await Promise.race([
    once(socket, 'listening').then(() => true),
    once(socket, 'error').then(() => false),
  ])
  socket.close()
  return answered
}

describe('UDP', () => {
  it('takes messages at 127.0.0.1 and ::1', async (ctx) => {
    const settings = await udp()
    const input = await startJsonInput(settings, { state: scratch() })
    await sendUdp(settings.json.udpport, '127.0.0.1', [counters('four', 4, { service_port: 80 })])
    const six = await hasIpv6()
    if (six) await sendUdp(settings.json.udpport, '::1', [counters('six', 6, { service_port: 81 })])
    await input.receiver.until('the samples', () => input.arrived().length === (six ? 2 : 1))
    expect(
      input.arrived().map(({ source, records }) => [source, records['app_operations']!['success']]),
    ).toEqual(
      six
        ? [
            ['3:80', 4],
            ['3:81', 6],
          ]
        : [['3:80', 4]],
    )
    ctx.skip(!six, 'no ::1 here')
    expect(udpStates(input)).toEqual(['open', 'open'])
  })

  it('one address works without the other, whose port another program has; and with it when that is gone', async () => {
    const settings = await udp()
    const taken = createSocket('udp4').bind(settings.json.udpport, '127.0.0.1')
    await once(taken, 'listening')
    const input = await startJsonInput({}, { state: scratch(), clock: hastyClock })
    await input.set(settings)
    await input.receiver.until('a failure', () => udpStates(input)[0] === 'failed')
    expect(input.lines.filter((line) => line.includes('cannot listen: 127.0.0.1:'))).toHaveLength(1)
    if (await hasIpv6()) {
      await sendUdp(settings.json.udpport, '::1', [counters('six', 6)])
      await input.messages(1)
    }
    taken.close()
    await input.receiver.until('a socket', () => udpStates(input)[0] === 'open')
    expect(input.lines.at(-1)).toContain('listens at 127.0.0.1')
    await sendUdp(settings.json.udpport, '127.0.0.1', [counters('four', 4)])
    await input.receiver.until('the sample', () =>
      input.arrived().some(({ records }) => records['app_operations']!['application'] === 'four'),
    )
  })

  it('refuses datagrams of more than 10000 bytes', async () => {
    const settings = await udp()
    const input = await startJsonInput(settings, { state: scratch() })
    const long = counters('a', 1, { filler: 'x'.repeat(10_000) })
    const filler = 'x'.repeat(10_000 - counters('a', 1, { filler: '' }).length)
    await sendUdp(settings.json.udpport, '127.0.0.1', [long, long, counters('a', 1, { filler })])
    await input.messages(1)
    expect(input.status()).toMatchObject({ tooLarge: 2, counter_sample: 1, unknownMembers: 1, bytes: 10_000 })
    expect(input.lines.filter((line) => line.includes('longer than 10000 bytes'))).toHaveLength(1)
  })

  const flood = (port: number, total: number): string[] => [
    '-e',
    `const s = require('node:dgram').createSocket('udp4'); let left = ${total}
for (let i = 0; i < ${total}; i++) s.send(JSON.stringify({ flow_sample: { app_name: 'a', service_port: 80, app_operation: { req_bytes: i } } }),
  ${port}, '127.0.0.1', (error) => { if (error) throw error; if (--left === 0) s.close() })`,
  ]

  it.skipIf(process.platform !== 'linux').each([
    ['while hsflowd reads', false],
    ['while it is busy with something else', true],
  ])('of 20,000 at once, %s, each is taken in or counted as lost', async (_, busy) => {
    const settings = await udp()
    const input = await startJsonInput(settings, { state: scratch() })
    const total = 20_000
    const args = flood(settings.json.udpport, total)
    if (busy) execFileSync(process.execPath, args)
    else await run(process.execPath, args)
    const count = (): { messages: number; dropped: number } =>
      input.status() as { messages: number; dropped: number }
    await input.receiver.until('all of them', () => count().messages + count().dropped >= total)
    const { messages, dropped } = count()
    expect(messages + dropped).toBe(total)
    // As many as its queue holds (bytes of kernel memory, not of messages).
    if (busy) expect(dropped).toBeGreaterThan(0)
    const lines = input.lines.filter((line) => line.includes('lost in the queue of the kernel'))
    expect(lines).toHaveLength(dropped === 0 ? 0 : 1)
    await input.close()
    // What the collector got may be less: it has a queue of its own.
    const flows = input.arrived()
    expect(flows.length).toBeGreaterThan(0)
    expect(flows.at(-1)!.fields).toMatchObject({ sampling_rate: 1, drops: 0 })
    expect(flows.at(-1)!.fields['sample_pool']).toBeLessThanOrEqual(messages)
  })

  it('follows its settings: another port, none, and the same applications', async () => {
    const first = await udp()
    const second = await udp()
    const input = await startJsonInput(first, { state: scratch() })
    await sendUdp(first.json.udpport, '127.0.0.1', [counters('a', 1)])
    await input.messages(1)
    await input.set(second)
    await input.receiver.until('the socket', () => udpStates(input)[0] === 'open')
    await sendUdp(second.json.udpport, '127.0.0.1', [counters('a', 2)])
    await input.messages(2)
    await input.set({ json: { udpport: 0, fifo: undefined } })
    expect(input.status()).toMatchObject({ apps: 1, udp: [], fifo: null })
    await input.receiver.until('the samples', () => input.arrived().length === 2)
    expect(input.arrived().map(({ fields }) => fields['sequence_number'])).toEqual([1, 2])
  })
})

describe.skipIf(noFifos)('FIFO', () => {
  it('is said when it is missing, taken when it appears, and followed when it is replaced', async () => {
    const path = join(scratch(), 'json')
    const input = await startJsonInput(fifoAt(path), { state: scratch(), clock: hastyClock })
    await vi.waitUntil(() => input.lines.length > 0)
    expect(input.lines[0]).toContain(`${path} does not exist`)
    expect(input.lines[0]).toContain(`mkfifo ${path}`)

    writeFileSync(path, counters('file', 1))
    await input.receiver.until('another trouble', () => input.status()['fifo'] !== null)
    rmSync(path)
    mkfifo(path)
    // Waits for the reader.
    await run('sh', ['-c', `printf '%s' '${counters('a', 1)}' >'${path}'`])
    await input.messages(1)
    expect(input.lines.at(-1)).toContain('the FIFO of the JSON input is read')

    // A message that was begun will not be ended.
    await run('sh', ['-c', `printf '{"counter_sample":' >'${path}'`])
    mkfifo(`${path}.new`)
    renameSync(`${path}.new`, path)
    await run('sh', ['-c', `printf '%s' '${counters('a', 2)}' >'${path}'`])
    await input.messages(2)
    expect(input.status()).toMatchObject({ counter_sample: 2, malformed: 0, fifo: { path, state: 'open' } })
    expect(input.lines).toHaveLength(2)
  })

  it('refuses what is no FIFO', async () => {
    const path = join(scratch(), 'json')
    writeFileSync(path, counters('file', 1))
    const input = await startJsonInput(fifoAt(path), { state: scratch(), clock: hastyClock })
    await vi.waitUntil(() => input.lines.length > 0)
    expect(input.lines[0]).toContain(`${path} is not a FIFO`)
    expect(input.status()).toMatchObject({ messages: 0, fifo: { state: 'failed' } })
  })

  it('takes the messages of several writers, none of them mixed, lost or taken twice', async () => {
    const path = join(scratch(), 'json')
    mkfifo(path)
    const input = await startJsonInput(fifoAt(path), { state: scratch() })
    // Each message in one write of at most PIPE_BUF bytes; lengths differ, so that reads cut them anywhere.
    const writer = (
      port: number,
    ): string => `const fs = require('node:fs'); const fd = fs.openSync(${JSON.stringify(path)}, 'w')
for (let i = 0; i < 2500; i++) fs.writeSync(fd, JSON.stringify({ counter_sample: { app_name: 'w', service_port: ${port},
  app_operations: { success: i }, filler: '}"{'.repeat(i % 1000) } }) + (i % 2 ? '\\n' : ''))`
    await Promise.all([81, 82].map((port) => run(process.execPath, ['-e', writer(port)])))
    await input.messages(5000)
    expect(input.status()).toMatchObject({
      messages: 5000,
      counter_sample: 5000,
      malformed: 0,
      refused: {},
      apps: 2,
    })
    await input.close()
    for (const source of ['3:81', '3:82']) {
      const values = input
        .arrived()
        .flatMap((sample) =>
          sample.source === source ? [sample.records['app_operations']!['success'] as number] : [],
        )
      expect(values).toEqual(values.toSorted((a, b) => a - b))
      expect(values.at(-1)).toBe(2499)
    }
  })

  it('goes on behind garbage, and behind a writer that was killed', async () => {
    const path = join(scratch(), 'json')
    mkfifo(path)
    const input = await startJsonInput(fifoAt(path), { state: scratch() })
    const script = `printf 'garbage\\n%s\\n{"counter_sample":{"app_name":"cut' '${counters('a', 1)}' >'${path}'; printf '\\n%s\\n' '${counters('a', 2)}' >'${path}'`
    await run('sh', ['-c', script])
    await input.messages(2)
    expect(input.status()).toMatchObject({ counter_sample: 2, malformed: 2 })
    expect(input.lines.filter((line) => line.includes('not a JSON object'))).toHaveLength(1)
  })

  it('a flood does not keep the daemon from its other work, and nothing of it is lost', async () => {
    const path = join(scratch(), 'json')
    mkfifo(path)
    const input = await startJsonInput(fifoAt(path), { state: scratch() })
    let longestMs = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    const line = JSON.stringify({
      flow_sample: { app_name: 'a', sampling_rate: 1, app_operation: { uS: 1 } },
    })
    await input.set({ sampling: 1000 })
    await run('sh', ['-c', `yes '${line}' | head -n 100000 >'${path}'`])
    await input.messages(100_000)
    clearInterval(beat)
    expect(input.status()).toMatchObject({ messages: 100_000, flow_sample: 100_000, malformed: 0 })
    expect(longestMs).toBeLessThan(500)
  })
})

it('indices without a port are the same after a restart', async () => {
  const state = scratch()
  const settings = await udp()
  const sources: string[][] = []
  for (const names of [
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
  ]) {
    const input = await startJsonInput(settings, { state })
    await sendUdp(
      settings.json.udpport,
      '127.0.0.1',
      names.map((name) => counters(name, 1)),
    )
    await input.receiver.until('the samples', () => input.arrived().length === 3)
    sources.push(
      input
        .arrived()
        .map(({ source, records }) => `${source} ${String(records['app_operations']!['application'])}`)
        .toSorted(),
    )
    await input.close()
  }
  expect(sources[0]).toEqual(sources[1])
})
