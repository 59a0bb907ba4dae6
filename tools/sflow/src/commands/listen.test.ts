import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { main } from '../main.ts'
import { createTestIo, type TestIo } from '../test-io.test-helper.ts'

const capture = readFileSync(new URL('../../testdata/hsflowd-pcap.pcap', import.meta.url))
const datagram = capture.subarray(24 + 16 + 42, 24 + 16 + 42 + 1356)

async function until<T>(what: () => T | undefined | null | false): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const value = what()
    if (value !== undefined && value !== null && value !== false) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it did not happen within 5 s')
}

const portOf = (io: TestIo): Promise<number> =>
  until(() => /listening on UDP \S+:(\d+);/.exec(io.err())?.[1]).then(Number)

async function send(port: number, address: string, ...payloads: Uint8Array[]): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  for (const bytes of payloads)
    await new Promise<void>((resolve, reject) => {
      socket.send(bytes, port, address, (error) => (error === null ? resolve() : reject(error)))
    })
  socket.close()
}

describe('sflow listen', () => {
  test('receives IPv4 and IPv6, and what is malformed', async (ctx) => {
    const io = createTestIo()
    const ended = main(['listen', '--port', '0', '--count', '3'], io)
    const port = await portOf(io)
    await send(port, '127.0.0.1', datagram, Buffer.from('junk'))
    await send(port, '::1', datagram).catch(() => ctx.skip('this host has no IPv6'))
    expect(await ended).toBe(0)
    const all = io.out().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
    expect(all[0]).toMatchObject({ agent_address: '10.99.0.1', sub_agent_id: 100_000 })
    expect(all[0]!['source']).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(all[1]).toMatchObject({ error: { code: 'HSF_SFLOW_VERSION' } })
    expect(all[2]!['source']).toMatch(/^\[::1\]:\d+$/)
    expect(io.err()).toContain('2 datagrams from 1 agent, 8 samples, 1 malformed')
  })

  test('a signal ends it with a summary, in which sequence gaps count as lost', async () => {
    const io = createTestIo()
    const ended = main(['listen', '--port', '0', '--address', '127.0.0.1', '--format', 'line'], io)
    const later = Buffer.from(datagram)
    later.writeUInt32BE(5, 16)
    await send(await portOf(io), '127.0.0.1', datagram, later)
    await until(() => io.out().split('\n').length === 9)
    io.stop()
    expect(await ended).toBe(0)
    expect(io.err()).toContain('3 lost by sequence number: 10.99.0.1 sub-agent 100000 (3)')
  })

  test('the text has the source and the time of arrival', async () => {
    const io = { ...createTestIo(), now: () => 1_800_000_000_250 }
    const ended = main(['listen', '--port', '0', '--count', '1', '--format', 'sflowtool'], io)
    await send(await portOf(io), '127.0.0.1', datagram)
    await ended
    const lines = io.out().split('\n')
    expect(lines[1]).toBe('datagramSourceIP 127.0.0.1')
    expect(lines[3]).toBe('unixSecondsUTC 1800000000')
    expect(lines[4]).toBe('unixSecondsUTC_uS 250000')
    expect(io.out()).not.toContain('pcapTimestamp')
  })

  test('a port in use is named with its remedy', async () => {
    const io = createTestIo()
    const ended = main(['listen', '--port', '0'], io)
    const port = await portOf(io)
    const second = createTestIo()
    expect(await main(['listen', '--port', String(port)], second)).toBe(69)
    expect(second.err()).toContain('another program listens there already')
    expect(second.err()).toContain('--port')
    io.stop()
    await ended
  })

  test('an address that is not ours', async () => {
    const io = createTestIo()
    expect(await main(['listen', '--port', '0', '--address', '192.0.2.1'], io)).toBe(69)
    expect(io.err()).toContain('this host has no such address')
  })

  test('a reader that goes away ends it', async () => {
    const stdout = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    })
    const io = { ...createTestIo(), stdout }
    const ended = main(['listen', '--port', '0', '--format', 'json'], io)
    await send(await portOf(io), '127.0.0.1', datagram)
    expect(await ended).toBe(0)
  })

  test('a terminal gets a screen that is drawn again', async () => {
    const base = createTestIo()
    const io = { ...base, stdout: Object.assign(base.stdout, { isTTY: true, columns: 100, rows: 12 }) }
    const ended = main(['listen', '--port', '0', '--count', '2'], io)
    const port = await portOf(io)
    await until(() => io.out().includes('nothing has arrived yet'))
    await send(port, '127.0.0.1', datagram, Buffer.from('junk'))
    expect(await ended).toBe(0)
    const last = io.out().split('\u001b[H').at(-1)!
    expect(last).toContain('10.99.0.1 sub-agent 100000  vm (linux')
    expect(last).toContain('malformed datagram from 127.0.0.1')
    const rows = last.split('\n')
    expect(rows.length).toBeLessThanOrEqual(12)
    for (const row of rows) expect(row.replace(/\u001b\[[KJ]/g, '').length).toBeLessThanOrEqual(100) // oxlint-disable-line no-control-regex
  })
})
