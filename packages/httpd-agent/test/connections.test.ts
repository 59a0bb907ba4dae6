// Ten thousand connections at once, half of them in the middle of a request.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { appResources } from '@host-sflow/sflow-encoder'
import { expect, it, onTestFinished } from 'vitest'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'
import { onlySource, recordOf } from './support/collected.ts'
import { expectedCounts, settledCounts } from './support/load.ts'
import { startServer } from './support/server.ts'
import { settingsFile } from './support/settings.ts'

const CONNECTIONS = 10_000
const AT_ONCE = 250
const HOLD_MS = 3000
/** What Node itself takes for one, and the agent's share, bytes. */
const MEMORY_EACH = 40_000

const descriptors = (): number => {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity)
}

const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024

async function openAll(port: number, sockets: Socket[]): Promise<void> {
  while (sockets.length < CONNECTIONS) {
    const some = Array.from({ length: AT_ONCE }, () => connect(port, '127.0.0.1'))
    sockets.push(...some)
    await Promise.all(some.map((socket) => once(socket, 'connect')))
  }
}

/** Waits until app_resources tells of so many, from now on. */
async function told(receiver: Receiver, connections: number): Promise<void> {
  const { received } = receiver
  const seen = received.length
  const now = (): number | undefined => {
    if (received.length === seen) return undefined
    const sample = onlySource(received.slice(-1)).counters.at(-1)
    return sample && recordOf(sample, appResources)?.conn_open
  }
  await receiver
    .until(`${connections} connections`, () => now() === connections)
    .catch((error: unknown) => {
      throw new Error(`${String(error)}: ${now()}`)
    })
}

it('is right about all of them, and none is lost', async (ctx) => {
  if (process.platform !== 'linux') ctx.skip('needs /proc')
  // Ours are in this process, the server's in its own.
  if (descriptors() < CONNECTIONS + 500) ctx.skip(`only ${descriptors()} open files are allowed here`)
  const receiver = await openReceiver()
  const settings = await settingsFile(receiver.port)
  const server = await startServer('http', { settings: settings.path })
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  const memoryBefore = memoryOf(server.pid)
  await openAll(server.port, sockets)
  await told(receiver, CONNECTIONS)

  const busy = sockets.filter((_, index) => index % 2 === 0)
  const answers = busy.map((socket) => once(socket, 'data') as Promise<[Buffer]>)
  for (const socket of busy) socket.write(`GET /slow?ms=${HOLD_MS} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await told(receiver, CONNECTIONS)
  const memoryAtMost = memoryOf(server.pid)
  const texts = (await Promise.all(answers)).map(([bytes]) => bytes.toString('latin1'))
  expect(texts.filter((text) => text.startsWith('HTTP/1.1 200 OK'))).toHaveLength(busy.length)

  const load = {
    done: busy.length,
    failed: 0,
    classes: [0, busy.length, 0, 0, 0],
    bytes: 0,
    tookMs: 0,
  } as const
  const counts = await settledCounts(receiver, busy.length)
  expect(counts).toEqual(expectedCounts([['get', load]]))
  for (const socket of sockets) socket.destroy()
  await told(receiver, 0)
  const grownBytes = memoryAtMost - memoryBefore
  console.log(`${CONNECTIONS} connections: ${Math.round(grownBytes / CONNECTIONS)} bytes of memory each`)
  expect(grownBytes).toBeLessThan(CONNECTIONS * MEMORY_EACH)
  server.kill('SIGKILL')
})
