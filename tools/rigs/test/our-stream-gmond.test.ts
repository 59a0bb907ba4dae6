import {
  hostCpu,
  hostDescr,
  hostDiskIo,
  hostMemory,
  type Datagram,
  type KnownRecord,
} from '@host-sflow/sflow-encoder'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { until } from '../child.ts'
import { gmondGauges } from '../gmond-expected.ts'
import { requireGmondI386 } from '../gmond-i386.ts'
import { startGmond, type Gmond, type GmondBuild } from '../gmond.ts'
import { startHsflowd } from '../hsflowd.ts'
import { countersOf, fieldsOf, isHost, runFor } from '../sent.ts'

/** The host's sample of one poll. */
interface Poll {
  readonly agent: string
  /** Milliseconds of the daemon's clock. */
  readonly uptime: number
  readonly hostDescr: KnownRecord<typeof hostDescr>['fields']
  readonly hostCpu: KnownRecord<typeof hostCpu>['fields']
  readonly hostMemory: KnownRecord<typeof hostMemory>['fields']
  readonly hostDiskIo: KnownRecord<typeof hostDiskIo>['fields']
}

function pollsOf(datagram: Datagram): Poll[] {
  return countersOf(datagram)
    .filter(isHost)
    .map((sample) => ({
      agent: datagram.agent_address!,
      uptime: datagram.uptime,
      hostDescr: fieldsOf(sample, hostDescr)!,
      hostCpu: fieldsOf(sample, hostCpu)!,
      hostMemory: fieldsOf(sample, hostMemory)!,
      hostDiskIo: fieldsOf(sample, hostDiskIo)!,
    }))
}

/** Lets hsflowd poll, and returns gmond and the last two polls. */
async function run(
  build: GmondBuild,
  polls: number,
  agentIP?: string,
): Promise<{ gmond: Gmond; before: Poll; last: Poll }> {
  const dir = await mkdtemp(join(tmpdir(), 'rig-gmond-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const gmond = await startGmond({ dir, build })
  onTestFinished(gmond.stop)
  const hsflowd = await startHsflowd({ ports: [gmond.sflowPort], ...(agentIP !== undefined && { agentIP }) })
  onTestFinished(hsflowd.stop)
  const sent = (await runFor(polls, hsflowd)).flatMap(pollsOf)
  return { gmond, before: sent.at(-2)!, last: sent.at(-1)! }
}

async function needI386(ctx: TestContext): Promise<void> {
  const build = await requireGmondI386()
  if (!build.ok) ctx.skip(build.reason)
}

async function metricsOf(gmond: Gmond, host: string): Promise<Record<string, string>> {
  const metrics = (await gmond.hosts()).get(host)?.metrics ?? new Map<string, { value: string }>()
  return Object.fromEntries([...metrics].map(([name, { value }]) => [name, value]))
}

const cpuTimes = [
  'cpu_user',
  'cpu_nice',
  'cpu_system',
  'cpu_idle',
  'cpu_wio',
  'cpu_intr',
  'cpu_sintr',
  'cpu_steal',
] as const

it('shows the host of hsflowd: the gauges that it sent last, and rates of its last two polls', async (ctx) => {
  await needI386(ctx)
  const { gmond, before, last } = await run('i386', 4)
  const gauges = gmondGauges(last)
  expect(Object.keys(gauges).length).toBeGreaterThanOrEqual(20)
  const seen = await vi.waitFor(
    async () => {
      const metrics = await metricsOf(gmond, hostname())
      expect(metrics).toMatchObject(gauges)
      return metrics
    },
    { timeout: 3000 },
  )
  expect((await gmond.hosts()).get(hostname())?.ip).toBe(last.agent)

  const value = (name: string): number => Number.parseFloat(seen[name] ?? '')
  // Percentages do not depend on when the datagrams arrived.
  const spent = cpuTimes.map((name) => last.hostCpu[name]! - before.hostCpu[name]!)
  const total = spent.reduce((sum, ms) => sum + ms)
  const shares = spent.map((ms): unknown => expect.closeTo((100 * ms) / total, 1))
  expect(cpuTimes.map(value)).toEqual(shares)

  // Rates do: gmond takes its own clock, and on a busy machine it is woken late.
  const seconds = (last.uptime - before.uptime) / 1000
  for (const name of ['contexts', 'interrupts'] as const) {
    const expected = (last.hostCpu[name]! - before.hostCpu[name]!) / seconds
    expect(value(name)).toBeGreaterThan(expected * 0.7 - 2)
    expect(value(name)).toBeLessThan(expected * 1.3 + 2)
  }
  // Nothing is sent over the network for this test: these rates are there, and no more is known of them.
  for (const name of ['bytes_in', 'bytes_out', 'pkts_in', 'pkts_out'])
    expect(value(name)).toBeGreaterThanOrEqual(0)
})

it('splits an IPv6 agent address at its first colon into address and name of the host', async (ctx) => {
  await needI386(ctx)
  const { gmond, last } = await run('i386', 1, '2001:db8::9')
  expect(last.agent).toBe('2001:db8::9')
  const name = `db8::9:${hostname()}`
  await vi.waitFor(async () => expect(await metricsOf(gmond, name)).toMatchObject(gmondGauges(last)), {
    timeout: 3000,
  })
  expect([...(await gmond.hosts()).values()].map(({ ip }) => ip)).toContain('2001')
})

it("dies of our host sample as of any other when it is Debian's 64-bit build", async (ctx) => {
  if (process.arch !== 'x64') ctx.skip('measured on amd64 only')
  const packages = await requirePackages(debianPackages.gmond)
  if (!packages.ok) ctx.skip(packages.reason)
  const { gmond } = await run('native', 1)
  const failure = until('gmond dies', 5000, async () => void (await gmond.xml()))
  await expect(failure).rejects.toThrow('SIGSEGV')
})
