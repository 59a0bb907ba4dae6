// hsflowd status: what a running daemon tells of itself, and what HEALTHCHECK makes of it.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hsflowd, scratch, type Hsflowd } from './support/hsflowd.ts'
import { closedPort, openReceiver } from '../../../tools/rigs/receiver.ts'

const EX_UNAVAILABLE = 69
/** A change is written within 2 s. */
const SOON = { timeout: 8000, interval: 300 }

interface Status {
  readonly running: boolean
  readonly healthy: boolean
  readonly problems: readonly string[]
  readonly ageMs: number | null
  readonly revision: number | null
  readonly hsflowd: {
    readonly pid: number
    readonly counters: Readonly<Record<string, number>>
    readonly collectors: readonly { readonly state: string; readonly datagrams: number }[]
    readonly process: { readonly uid: number; readonly rssBytes: number; readonly uptimeMs: number }
    readonly loop: Readonly<Record<string, number>>
    readonly details: {
      readonly sources: readonly {
        readonly name: string
        readonly collections: number
        readonly lastMs: number
      }[]
      readonly pollers: readonly { readonly source: string; readonly samples: number }[]
      readonly reload: { readonly successful: boolean; readonly error: string | null }
      readonly configFiles: readonly string[]
    }
  } | null
  readonly agents: readonly unknown[]
}

async function status(
  auto: string,
  ...args: readonly string[]
): Promise<{ code: number | null; text: string }> {
  const run = hsflowd(['status', '-o', auto, ...args])
  const { code } = await run.ended
  expect(run.stderr()).toBe('')
  return { code, text: run.stdout() }
}

const asJson = async (auto: string): Promise<Status> =>
  JSON.parse((await status(auto, '--json')).text) as Status

function start(args: readonly string[]): { auto: string; daemon: Hsflowd } {
  const auto = join(scratch(), 'hsflowd.auto')
  const daemon = hsflowd(['--polling', '1', '-P', '-o', auto, ...args], {
    env: { STATE_DIRECTORY: scratch() },
  })
  return { auto, daemon }
}

describe.concurrent('hsflowd status', () => {
  it('of none', async () => {
    const auto = join(scratch(), 'hsflowd.auto')
    const { code, text } = await status(auto)
    expect(code).toBe(EX_UNAVAILABLE)
    expect(text).toContain(`hsflowd is not running: no status of one in ${join(dirname(auto), 'agents')}`)
    expect(text).toContain('systemctl start hsflowd')
    expect((await status(auto, '--exit-code')).code).toBe(1)
    expect(await asJson(auto)).toEqual({
      running: false,
      healthy: false,
      problems: ['hsflowd is not running'],
      ageMs: null,
      revision: null,
      hsflowd: null,
      agents: [],
    })
  })

  it('of one that is well', async () => {
    const receiver = await openReceiver()
    const { auto, daemon } = start(['--collector', `127.0.0.1:${receiver.port}`])
    await receiver.until('two datagrams', () => receiver.received.length >= 2)
    const seen = await vi.waitFor(async () => {
      const found = await asJson(auto)
      expect(found.hsflowd?.counters['datagrams']).toBeGreaterThanOrEqual(2)
      return found
    }, 15_000)
    expect(seen).toMatchObject({ running: true, healthy: true, problems: [], revision: 1, agents: [] })
    expect(seen.ageMs).toBeLessThan(11_000)
    const { collectors, counters, details, loop, pid, process: own } = seen.hsflowd!
    expect(pid).toBe(daemon.pid)
    expect(own.uid).toBe(process.getuid?.())
    expect(own.rssBytes).toBeGreaterThan(10e6)
    expect(own.uptimeMs).toBeGreaterThan(500)
    expect(loop['utilization']).toBeLessThanOrEqual(1)
    expect(collectors).toMatchObject([{ state: 'open', datagrams: counters['datagrams'] }])
    // What the collector has, and no more than it can have by now.
    expect(counters['datagrams']).toBeLessThanOrEqual(receiver.received.length)
    expect(counters['configLastReloadSuccessful']).toBe(1)
    const names = ['descr', 'net-io', 'cpu', 'memory', 'disk', 'mib2', 'adapters']
    if (process.platform === 'linux') expect(details.sources.map(({ name }) => name)).toEqual(names)
    const host = details.pollers.find(({ source }) => source === '2:1')!
    for (const { collections } of details.sources) expect(collections).toBe(host.samples)
    const { code, text } = await status(auto, '--exit-code')
    expect(code).toBe(0)
    expect(text).toMatch(
      new RegExp(`^hsflowd \\S+, process ${pid}, up \\d+ s, as \\S+; figures are \\d+ s old\n`),
    )
    expect(text).toMatch(/\n {2}cpu {2,}\d+ {2,}0 {2}/)
    expect((await daemon.stop()).code).toBe(0)
    expect((await status(auto)).code).toBe(EX_UNAVAILABLE)
    await receiver.close()
  })

  it('of one whose only collector refuses', async () => {
    const { auto, daemon } = start(['--collector', `127.0.0.1:${await closedPort()}`])
    await vi.waitFor(
      async () => {
        const { code, text } = await status(auto, '--exit-code')
        expect(code).toBe(1)
        expect(text).toContain('problem: no collector can be sent to (127.0.0.1:')
      },
      { timeout: 15_000, interval: 300 },
    )
    // The question was not whether it is well.
    expect((await status(auto)).code).toBe(0)
    await daemon.stop()
  })

  it('of one whose new configuration is broken, until it is mended', async () => {
    const receiver = await openReceiver()
    const config = join(scratch(), 'hsflowd.conf')
    const good = `sflow {\n  collector { ip = 127.0.0.1 udpport = ${receiver.port} }\n}\n`
    writeFileSync(config, good)
    const { auto, daemon } = start(['-f', config, '--no-watch'])
    await receiver.until('a datagram', () => receiver.received.length >= 1)
    writeFileSync(config, 'sflow {\n  polling = often\n}\n')
    daemon.kill('SIGHUP')
    await vi.waitFor(async () => {
      const { healthy, hsflowd: own } = await asJson(auto)
      expect(own!.details.reload).toMatchObject({ successful: false })
      expect(own!.details.reload.error).toContain(`${config}:2:13: error: `)
      expect(own!.counters['configLastReloadSuccessful']).toBe(0)
      expect(healthy).toBe(false)
    }, SOON)
    expect((await status(auto)).text).toContain(`configuration  ${config}: not read again at `)
    writeFileSync(config, good)
    daemon.kill('SIGHUP')
    await vi.waitFor(async () => expect((await status(auto, '--exit-code')).code).toBe(0), SOON)
    expect((await asJson(auto)).hsflowd!.details.configFiles).toEqual([config])
    await daemon.stop()
    await receiver.close()
  })
})
