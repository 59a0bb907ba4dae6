import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { pcapOf, udpPacket } from '../capture/packets.test-helper.ts'
import { main } from '../main.ts'
import { createTestIo, run } from '../test-io.test-helper.ts'

const directory = mkdtempSync(join(tmpdir(), 'sflow-decode-'))
afterAll(() => rmSync(directory, { recursive: true }))

const path = new URL('../../testdata/hsflowd-pcap.pcap', import.meta.url).pathname
const capture = readFileSync(path)
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

function file(name: string, bytes: Uint8Array): string {
  const full = join(directory, name)
  writeFileSync(full, bytes)
  return full
}

describe('input', () => {
  test('a file, standard input, and both compressed give the same', async () => {
    const { code, out, err } = await run(['decode', path])
    expect(code).toBe(0)
    expect(lines(out)).toHaveLength(50)
    expect(err).toContain('50 packets, 50 UDP; 50 datagrams from 1 agent, 258 samples, 0 malformed')
    // Compared as truth values: the difference of two megabytes of text helps nobody.
    const same = async (name: string, input?: Uint8Array): Promise<boolean> =>
      (await run(['decode', name], input)).out === out
    expect(await same('-', capture)).toBe(true)
    expect(await same('-', gzipSync(capture))).toBe(true)
    expect(await same(file('a.gz', gzipSync(capture)))).toBe(true)
    const members = Buffer.concat([gzipSync(capture.subarray(0, 1000)), gzipSync(capture.subarray(1000))])
    expect(await same('-', members)).toBe(true)
  })

  test('what stands before damage is printed', async () => {
    const cut = await run(['decode', '-'], capture.subarray(0, 30_000))
    expect(cut.code).toBe(1)
    expect(lines(cut.out).length).toBeGreaterThan(20)
    expect(cut.err).toContain('the capture ends in the middle of a packet at byte')
    const packed = gzipSync(capture)
    const short = await run(['decode', '-'], packed.subarray(0, packed.length - 100))
    expect(short.code).toBe(1)
    expect(lines(short.out).length).toBeGreaterThan(20)
    expect(short.err).toContain('the compressed data is damaged')
    packed[packed.length - 200]! ^= 0xff
    expect((await run(['decode', '-'], packed)).code).toBe(1)
  })

  test.each([
    ['missing.pcap', 'no such file', 1],
    ['.', 'it is a directory', 1],
  ])('%s', async (name, cause, code) => {
    const result = await run(['decode', join(directory, name)])
    expect([result.code, result.out]).toEqual([code, ''])
    expect(result.err).toContain(cause)
  })

  test('no capture at all', async () => {
    const { code, err } = await run(['decode', '-'], Buffer.from('not a capture'))
    expect(code).toBe(1)
    expect(err).toContain('this is not a capture: it begins with the bytes 6e 6f 74 20')
  })

  test('zstd is named', async () => {
    expect((await run(['decode', '-'], Buffer.from('28b52ffd00', 'hex'))).err).toContain('zstd -dc')
  })
})

describe('datagrams', () => {
  test('a malformed one is an error on its own line, and ends nothing', async () => {
    const good = capture.subarray(24 + 16 + 42, 24 + 16 + 42 + 1356)
    const packets = [Buffer.from('x'.repeat(40)), good].map(udpPacket)
    const { code, out, err } = await run(['decode', '-'], pcapOf(packets))
    expect(code).toBe(0)
    const [first, second] = lines(out).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject({ error: { code: 'HSF_SFLOW_VERSION', offset: 0 }, source: '10.0.0.7:40000' })
    expect(second).toMatchObject({ agent_address: '10.99.0.1', source: '10.0.0.7:40000' })
    expect(err).toContain('1 datagram from 1 agent, 4 samples, 1 malformed')
    const text = await run(['decode', '-', '--format', 'line'], pcapOf(packets))
    expect(text.err).toContain('malformed datagram from 10.0.0.7:40000')
  })

  test('one that the capture cut off says so', async () => {
    const good = udpPacket(capture.subarray(24 + 16 + 42, 24 + 16 + 42 + 1356))
    const { out, err } = await run(['decode', '-'], pcapOf([{ bytes: good.subarray(0, 200), originalLength: good.length }])) // prettier-ignore
    expect(out).toContain('the capture holds 158 of 1356 bytes (snaplen)')
    expect(err).toContain('1 packets cut off by the capture')
  })

  test('a capture without sFlow', async () => {
    const { code, err } = await run(['decode', '-'], pcapOf([udpPacket(Buffer.from('hello'))]))
    expect(code).toBe(1)
    expect(err).toContain('no sFlow datagram was found')
    const wifi = await run(['decode', '-'], pcapOf([Buffer.alloc(60)], { linkType: 127 }))
    expect(wifi.err).toContain('link type 127')
  })
})

describe('output', () => {
  test('a reader that goes away ends it quietly', async () => {
    let written = 0
    const stdout = new Writable({
      write(_, __, done) {
        written++
        done(written > 1 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null)
      },
    })
    const io = { ...createTestIo(), stdout }
    expect(await main(['decode', path], io)).toBe(0)
    expect(io.err()).toBe('')
  })

  test('a full disk is a failure', async () => {
    const stdout = new Writable({
      write: (_, __, done) =>
        done(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })),
    })
    const io = { ...createTestIo(), stdout }
    expect(await main(['decode', path], io)).toBe(1)
    expect(io.err()).toContain('no space left')
  })

  test('a slow reader is waited for', async () => {
    let chars = 0
    const stdout = new Writable({
      highWaterMark: 1024,
      write(chunk: Buffer, _, done) {
        chars += chunk.length
        setTimeout(() => done(), 1)
      },
    })
    const io = { ...createTestIo(), stdout }
    expect(await main(['decode', path], io)).toBe(0)
    expect(chars).toBe(Buffer.byteLength((await run(['decode', path])).out))
  })

  test('the table names what it saw', async () => {
    const { out } = await run(['decode', path, '--format', 'table'])
    expect(out).toContain('10.99.0.1 sub-agent 100000  vm (linux 6.18.44-fc-v669)')
    expect(out).toMatch(/2:1 +load \d\.\d\d \d\.\d\d \d\.\d\d \| cpu \d+\.\d % of 2/)
    expect(out).toMatch(/memory \d+ MiB of 23\.5 GiB/)
    expect(out).toMatch(/pvA +10 Gbit\/s +up +\S+ M?B\/s/)
    expect(out).toContain('flows 0:2: 1 in 100, 250 samples')
  })
})
