import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sflowHttp } from '../sflow-http.ts'
import { scratch } from '../share/share.test-helper.ts'
import { groupKey } from './group-key.ts'

/** Has the stream of this index, and never says a word. */
async function startFrozenLeader(index: number) {
  const runtime = scratch()
  vi.stubEnv('XDG_RUNTIME_DIR', runtime)
  mkdirSync(join(runtime, 'host-sflow'), { mode: 0o700 })
  let heard = ''
  const sockets: Socket[] = []
  const leader = createServer((socket) => {
    sockets.push(socket)
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  })
  leader.listen(join(runtime, 'host-sflow', `${groupKey(index)}.1.sock`))
  await once(leader, 'listening')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    for (const socket of sockets) socket.destroy()
    leader.close()
  })
  return () => heard
}

test('close() waits also for the services of servers that were closed just before', async () => {
  const heard = await startFrozenLeader(90_001)
  const agent = sflowHttp({
    collectors: ['127.0.0.1:9'],
    agentAddress: '127.0.0.1',
    dataSource: 90_001,
  })
  const server = createHttpServer((_, response) => response.end('x')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await vi.waitFor(() => expect(heard()).toContain('"hello"'), { timeout: 4000 })
  server.close()
  await once(server, 'close')
  const closedAtMs = performance.now()
  await agent.close()
  expect(heard()).toContain('"bye"')
  // A farewell is waited for, for a second.
  expect(performance.now() - closedAtMs).toBeGreaterThan(500)
})
