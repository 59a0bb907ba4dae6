// The keeper with the real programs and a real database server: no settings file, no daemon, no ovs-vswitchd.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@host-sflow/agent-runtime'
import { expect, it, type TestContext } from 'vitest'
import type { Ovs } from '../../../tools/rigs/ovs.ts'
import { until } from '../../../tools/rigs/child.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { createKeeper } from '../src/keep/create-keeper.ts'
import type { OpenVswitch } from '../src/ovs/open-vswitch.ts'
import { createOpenVswitch } from '../src/ovs/create-open-vswitch.ts'
import { watchDatabase } from '../src/ovs/monitor.ts'
import type { Wanted } from '../src/settings/wanted.ts'
import { startedWith } from './support/processes.ts'

const wanted = (sampling: number): Wanted => ({
  state: 'row',
  columns: { agent: 'lo', header: 128, polling: 20, sampling, targets: ['127.0.0.1:6343'] },
})

function startKeeper(ctx: TestContext, rig: Ovs, path = process.env['PATH']) {
  const mark = randomUUID()
  const env = { ...process.env, ...rig.env, PATH: path, HSF_TEST_KEEPER: mark }
  const { log, lines } = createFakeLog()
  const ovs = withoutSwitch(createOpenVswitch({ server: rig.server, timeoutS: 1, log, env }))
  const keeper = createKeeper({
    ovs,
    watch: (handlers) => watchDatabase({ ...handlers, server: rig.server, env, log, clock: systemClock }),
    log,
    clock: systemClock,
    adopt: false,
  })
  ctx.onTestFinished(() => keeper.close({ remove: false }))
  return {
    keeper,
    lines,
    said: (part: string) => lines.filter((line) => line.includes(part)).length,
    processes: () => startedWith(`HSF_TEST_KEEPER=${mark}`, process.pid),
    inForce: (bridges: number, sampling: number) =>
      until(`${bridges} bridges with 1 in ${sampling}`, 10_000, () => {
        const { inForce } = keeper.status()
        return (inForce?.bridgeCount === bridges && inForce.columns?.sampling === sampling) || undefined
      }),
  }
}

/** There is none to be waited for. */
const withoutSwitch = (ovs: OpenVswitch): OpenVswitch => ({
  ...ovs,
  apply: (changes) => ovs.apply(changes, { wait: false }),
})

/** The rates of the rows of all bridges, as ovs-vsctl tells them. */
async function rates(rig: Ovs): Promise<string[]> {
  const uuids = await rig.vsctl('--bare', '--columns=sflow', 'list', 'bridge')
  return Promise.all(uuids.split(/\s+/u).map((uuid) => rig.vsctl('get', 'sflow', uuid, 'sampling')))
}

it('bridges that are made in a row are configured, each soon after it was made', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { keeper, inForce, lines, processes } = startKeeper(ctx, rig)
  keeper.want(wanted(7), 'a test')
  const slowest: number[] = []
  for (let number = 1; number <= 20; number++) {
    await rig.vsctl('add-br', `br${number}`)
    await inForce(number, 7)
    slowest.push(keeper.status().newBridgeMs ?? 0)
  }
  expect(await rates(rig)).toEqual(Array(20).fill('7'))
  expect(slowest.toSorted((a, b) => a - b)[10]).toBeLessThan(200)
  expect(lines.filter((line) => !line.startsWith('info '))).toEqual([])
  await keeper.close({ remove: true })
  expect(await rig.vsctl('--bare', '--columns=_uuid', 'list', 'sflow')).toBe('')
  expect(processes()).toEqual([])
})

it('a server that comes back with an empty database is configured anew', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await rig.vsctl('add-br', 'br0')
  const { keeper, inForce, said } = startKeeper(ctx, rig)
  keeper.want(wanted(7), 'a test')
  await inForce(1, 7)
  await rig.haltServer()
  await until('it is noticed', 5000, () => said('cannot be reached') > 0 || undefined)
  keeper.want(wanted(8), 'a test')
  await rig.startServer({ empty: true })
  await rig.vsctl('add-br', 'other')
  await inForce(1, 8)
  await until(
    'the new bridge',
    5000,
    () => keeper.status().inForce?.bridges[0]?.name === 'other' || undefined,
  )
  expect(await rates(rig)).toEqual(['8'])
  expect(said('warn ')).toBe(1)
  expect(said('can be reached again')).toBe(1)
})

it.concurrent('a server that hangs is said once, and does not hold up the end', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await rig.vsctl('add-br', 'br0')
  const { keeper, inForce, said, processes } = startKeeper(ctx, rig)
  keeper.want(wanted(7), 'a test')
  await inForce(1, 7)
  const pid = Number(readFileSync(join(rig.runDir, 'ovsdb-server.pid'), 'utf8'))
  process.kill(pid, 'SIGSTOP')
  ctx.onTestFinished(() => void process.kill(pid, 'SIGCONT'))
  keeper.want(wanted(8), 'a test')
  await until('it is said', 5000, () => said('does not answer in time') > 0 || undefined)
  await sleep(2500)
  // The two monitors, and one command.
  expect(processes().length).toBeLessThanOrEqual(3)
  expect(said('warn ')).toBe(1)
  process.kill(pid, 'SIGCONT')
  await keeper.check()
  await inForce(1, 8)
  expect(said('can be read and set again')).toBe(1)

  process.kill(pid, 'SIGSTOP')
  keeper.want(wanted(9), 'a test')
  const from = performance.now()
  await keeper.close({ remove: false })
  expect(performance.now() - from).toBeLessThan(1000)
  await until('nobody is left', 2000, () => processes().length === 0 || undefined)
})

it.concurrent('without the programs of Open vSwitch both are missed, each once', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { keeper, lines } = startKeeper(ctx, rig, scratch())
  keeper.want(wanted(7), 'a test')
  await sleep(2500)
  expect(lines.toSorted()).toEqual([
    expect.stringMatching(/ovs-vsctl.*install Open vSwitch/u),
    expect.stringMatching(/ovsdb-client.*install Open vSwitch/u),
  ])
  expect(keeper.status().monitor).toMatch(/^blind: /u)
})

it.concurrent('two that want different things do not keep the processors busy', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await rig.vsctl('add-br', 'br0')
  const [one, other] = [startKeeper(ctx, rig), startKeeper(ctx, rig)]
  one.keeper.want(wanted(1), 'one')
  other.keeper.want(wanted(2), 'other')
  const contended = () =>
    one.said('somebody else keeps changing') + other.said('somebody else keeps changing')
  await until('it is said', 10_000, () => contended() > 0 || undefined)
  await sleep(3000)
  const changes = one.keeper.status().counters.changes + other.keeper.status().counters.changes
  expect(changes).toBeLessThan(40)
  await other.keeper.close({ remove: false })
  // A bridge is new, and so not a matter of dispute.
  await rig.vsctl('add-br', 'br1')
  await one.inForce(2, 1)
  expect(await rates(rig)).toEqual(['1', '1'])
})
