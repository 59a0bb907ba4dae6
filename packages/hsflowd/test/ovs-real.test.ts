// hsflowd, the sflowovsd of this repository beside it, and an Open vSwitch: one service configures all.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi, type TestContext } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import type { Ovs } from '../../../tools/rigs/ovs.ts'
import { hsflowd, scratch, WARN, type LogLine } from './support/hsflowd.ts'

const addBridge = (name: string): string[] =>
  `-- add-br ${name} -- set bridge ${name} datapath_type=netdev`.split(' ')

async function start(ctx: TestContext, block: string) {
  const rig = await privateOvs(ctx)
  await rig.vsctl(...addBridge('br0'), ...addBridge('br1'))
  const config = join(scratch(), 'hsflowd.conf')
  const configure = (settings: string): void =>
    writeFileSync(
      config,
      `sflow { agentIP = 192.0.2.1 collector { ip = 127.0.0.1 udpport = 9 } ${settings} }\n`,
    )
  configure(`sampling = 512 ${block}`)
  const daemon = hsflowd(['-f', config, '-o', join(scratch(), 'auto'), '--log-format', 'json'], {
    env: rig.env,
  })
  const ofChild = (): LogLine[] => daemon.log().filter(({ name }) => name === 'sflowovsd')
  return { rig, daemon, configure, ofChild }
}

/** The settings of each bridge, as ovs-vsctl tells them. */
async function bridges({ vsctl }: Ovs): Promise<string[]> {
  const list = async (columns: string, table: string): Promise<unknown[][]> =>
    (JSON.parse(await vsctl('--format=json', `--columns=${columns}`, 'list', table)) as { data: unknown[][] })
      .data
  const rows = await list('_uuid,sampling,targets', 'sFlow')
  const of = (reference: unknown): string => {
    const [, sampling, targets] =
      rows.find(([uuid]) => JSON.stringify(uuid) === JSON.stringify(reference)) ?? []
    return sampling === undefined ? 'none' : `1 in ${sampling as number} to ${targets as string}`
  }
  return (await list('name,sflow', 'Bridge'))
    .map(([name, sflow]) => `${String(name)} ${of(sflow)}`)
    .toSorted()
}

const all = (text: string): string[] => [`br0 ${text}`, `br1 ${text}`]

async function becomes(rig: Ovs, expected: readonly string[], timeoutMs = 10_000): Promise<number> {
  const fromMs = performance.now()
  await vi.waitFor(async () => expect(await bridges(rig)).toEqual(expected), {
    timeout: timeoutMs,
    interval: 20,
  })
  return performance.now() - fromMs
}

/** Processes of this Open vSwitch: the variable names its directory. */
function programsOf({ runDir }: Ovs): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`OVS_RUNDIR=${runDir}`))
        return []
      return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()]
    } catch {
      return []
    }
  })
}

describe('ovs { } with the real sflowovsd', { concurrent: true }, () => {
  it('configures Open vSwitch, follows hsflowd.conf within a second, and takes sFlow away at the end', async (ctx) => {
    const { rig, daemon, configure, ofChild } = await start(ctx, 'ovs { onExit = remove }')
    await becomes(rig, all('1 in 512 to 127.0.0.1:9'))
    configure('sampling = 1000 ovs { onExit = remove }')
    // hsflowd looks once a second besides inotify(7).
    expect(await becomes(rig, all('1 in 1000 to 127.0.0.1:9'))).toBeLessThan(2000)
    configure('sampling = 1000')
    await becomes(rig, all('none'))
    configure('sampling = 1000 ovs { onExit = remove }')
    await becomes(rig, all('1 in 1000 to 127.0.0.1:9'))

    // As a service manager does that signals all processes of a service.
    const { pid } = ofChild().at(-1)!
    process.kill(pid as number, 'SIGTERM')
    const { code, tookMs } = await daemon.stop()
    expect([code, tookMs < 4500]).toEqual([0, true])
    expect(await bridges(rig)).toEqual(all('none'))
    expect(daemon.said('has ended')).toEqual([])
    expect(ofChild().filter(({ level }) => level > WARN)).toEqual([])
    await vi.waitFor(() => expect(programsOf(rig).toSorted()).toEqual(['ovs-vswitchd', 'ovsdb-server']), {
      timeout: 2000,
      interval: 20,
    })
  })

  it('keeps sFlow by default; one that somebody stops is started again', async (ctx) => {
    const { rig, daemon, ofChild } = await start(ctx, 'ovs { }')
    await becomes(rig, all('1 in 512 to 127.0.0.1:9'))
    const { pid } = ofChild().at(-1)!
    process.kill(pid as number, 'SIGKILL')
    await daemon.logged('sflowovsd has ended: ')
    await vi.waitFor(() => expect(ofChild().at(-1)!['pid']).not.toBe(pid), { timeout: 10_000, interval: 20 })
    await rig.vsctl(...addBridge('br2'))
    const expected = [...all('1 in 512 to 127.0.0.1:9'), 'br2 1 in 512 to 127.0.0.1:9']
    await becomes(rig, expected)
    daemon.kill('SIGKILL')
    await daemon.ended
    await vi.waitFor(() => expect(programsOf(rig).toSorted()).toEqual(['ovs-vswitchd', 'ovsdb-server']), {
      timeout: 5000,
      interval: 20,
    })
    expect(await bridges(rig)).toEqual(expected)
  })
})
