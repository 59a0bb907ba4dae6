// Several processes that serve one port are one data source with one stream, whatever becomes of each of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { freeTcpPort } from '../../../tools/rigs/child.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'
import { onlySource, onlyStream, requestsIn } from './support/collected.ts'
import { startCrowd, type Crowd } from './support/crowd.ts'
import { settledCounts } from './support/load.ts'
import { registerProgram, startProgram, startServer, type Running } from './support/server.ts'
import { AGENT_IP, httpSettings, settingsFile } from './support/settings.ts'

const WORKERS = 4
const KILLS = 8
const SAMPLING = 10
/** What a process that is killed may take with it. */
const LOST_MS = 1000
/** How far the clocks of this test may be off: what was answered is not yet known here. */
const BLUR_MS = 100

interface Killed {
  readonly pid: number
  readonly atMs: number
}

/** Of the workers that are up, one in turn. */
function liveWorkers(cluster: Running): number[] {
  const gone = new Set(cluster.said.map(({ gone: pid }) => pid))
  return cluster.said.flatMap(({ up }) => (typeof up === 'number' && !gone.has(up) ? [up] : []))
}

function kill(pid: number): Killed {
  process.kill(pid, 'SIGKILL')
  return { pid, atMs: performance.now() }
}

/** What those who were killed may have taken with them. */
const takenAlong = (crowd: Crowd, killed: readonly Killed[]): number =>
  killed
    .map(({ pid, atMs }) => crowd.answers.get(pid)?.filter((at) => at > atMs - LOST_MS - BLUR_MS).length ?? 0)
    .reduce((sum, count) => sum + count, 0)

/** One stream of one data source that only rises, and tells of what was answered. */
async function expectOneStream(
  receiver: Receiver,
  port: number,
  crowd: Crowd,
  killed: readonly Killed[],
): Promise<void> {
  const atLeast = crowd.answered() - takenAlong(crowd, killed)
  const total = requestsIn(await settledCounts(receiver, atLeast))
  expect(onlyStream(receiver.received)).toMatchObject({ id: `${AGENT_IP}/${port}`, faults: [] })
  expect(onlySource(receiver.received).id).toBe(`3:${port}`)
  expect(total).toBeGreaterThanOrEqual(atLeast)
  expect(total).toBeLessThanOrEqual(crowd.attempts())
  expect(onlySource(receiver.received).flows.length).toBeGreaterThan(0)
}

async function startCluster(port: number, settings: string, inPrimary: boolean): Promise<Running> {
  const register = ['--import', await registerProgram()]
  const env = { HSFLOWD_AUTO: settings, TEST_TELL_PID: '1' }
  const args = [String(WORKERS), String(port), ...register]
  return startProgram('cluster.mjs', inPrimary ? register : [], args, env)
}

describe.concurrent('processes of one port', () => {
  it.each([
    ['its primary has the agent', true],
    ['only its workers have the agent', false],
  ])('cluster of four, one killed each second: %s', async (_, inPrimary) => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port, httpSettings(SAMPLING, 1))
    const port = await freeTcpPort()
    const cluster = await startCluster(port, settings.path, inPrimary)
    const crowd = startCrowd(`http://127.0.0.1:${port}/users/1`, 16, 20)
    const killed: Killed[] = []
    for (let i = 0; i < KILLS; i++) {
      await sleep(1000)
      // Where new ones need longer to begin than that, soon nobody were left who knows of the stream.
      const workers = await receiver.until('four workers', () => {
        const live = liveWorkers(cluster)
        return live.length === WORKERS && live
      })
      killed.push(kill(workers[i % WORKERS]!))
    }
    await sleep(1000)
    await crowd.stop()
    await expectOneStream(receiver, port, crowd, killed)
    expect(cluster.said.filter(({ signal }) => signal === 'SIGKILL')).toHaveLength(KILLS)
    expect(cluster.stderr()).toBe('')
    cluster.kill('SIGKILL')
  })

  it.each([
    ['its primary has the agent', 'close', true],
    ['only its workers have the agent', 'close', false],
    ['server.close(process.exit), its primary has the agent', 'exit', true],
    ['server.close(process.exit), only its workers have the agent', 'exit', false],
  ])('cluster restarted one by one loses nothing: %s', async (_, how, inPrimary) => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port, httpSettings(SAMPLING, 1))
    const port = await freeTcpPort()
    const cluster = await startCluster(port, settings.path, inPrimary)
    const crowd = startCrowd(`http://127.0.0.1:${port}/users/1`, 8, 20)
    await sleep(1000)
    // Who exits at once hands over what it has to the one that leads: there must be one by then.
    cluster.tell(`restart ${how} ${how === 'exit' ? LOST_MS : 0}`)
    await receiver.until(
      'all are new',
      () => cluster.said.some(({ restarted }) => restarted === true),
      20_000,
    )
    await crowd.stop()
    await expectOneStream(receiver, port, crowd, [])
    expect(onlyStream(receiver.received).missing).toBe(0)
    cluster.kill('SIGKILL')
  })

  it('three processes that were handed one socket, one of them killed', async () => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port, httpSettings(SAMPLING, 1))
    const env = { HSFLOWD_AUTO: settings.path, TEST_TELL_PID: '1' }
    const parent = await startProgram('handed.mjs', [], ['3', await registerProgram()], env)
    const { port } = parent
    const crowd = startCrowd(`http://127.0.0.1:${port}/users/1`, 12, 20)
    await sleep(2000)
    const killed = [kill(liveWorkers(parent)[0]!)]
    await sleep(2000)
    await crowd.stop()
    expect(crowd.answers.size).toBeGreaterThanOrEqual(2)
    await expectOneStream(receiver, port, crowd, killed)
    parent.kill('SIGKILL')
  })

  it('three processes with reusePort, one of them ended', async (ctx) => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    if (major < 22 || (major === 22 && minor < 12))
      ctx.skip(`Node.js ${process.versions.node} has no reusePort`)
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port, httpSettings(SAMPLING, 1))
    const port = await freeTcpPort()
    const env = { XDG_RUNTIME_DIR: scratch(), TEST_TELL_PID: '1' }
    const start = (): Promise<Running> =>
      startServer('http', { settings: settings.path, port: `reuse:${port}`, env })
    const [first, ...others] = await Promise.all([start(), start(), start()])
    const crowd = startCrowd(`http://127.0.0.1:${port}/users/1`, 24, 20)
    await sleep(2000)
    first.tell('close')
    await first.ended
    await sleep(1000)
    await crowd.stop()
    await expectOneStream(receiver, port, crowd, [])
    for (const each of others) each.kill('SIGKILL')
  })
})
