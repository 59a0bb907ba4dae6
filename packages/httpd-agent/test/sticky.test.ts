// Servers that are given their connections by another process.
import { once } from 'node:events'
import { get } from 'node:http'
import { expect, it } from 'vitest'
import { openReceiver } from '../../../tools/rigs/receiver.ts'
import { onlySource } from './support/collected.ts'
import { settledCounts } from './support/load.ts'
import { registerProgram, startProgram } from './support/server.ts'
import { httpSettings, settingsFile } from './support/settings.ts'

const REQUESTS = 20
const UPGRADES = 4

it('counts what workers answer on connections that they are sent', async () => {
  const receiver = await openReceiver()
  const settings = await settingsFile(receiver.port, httpSettings(1, 1))
  const env = { HSFLOWD_AUTO: settings.path }
  const program = await startProgram('sticky.mjs', [], [await registerProgram()], env)
  const { port } = program
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(`http://127.0.0.1:${port}/${i}`, { headers: { connection: 'close' } })
    expect(await response.text()).toBe('from a worker')
  }
  for (let i = 0; i < UPGRADES; i++) {
    const headers = { connection: 'upgrade', upgrade: 'test' }
    await once(get({ port, host: '127.0.0.1', headers }), 'upgrade')
  }
  expect(await settledCounts(receiver, REQUESTS + UPGRADES)).toMatchObject({
    method_get_count: REQUESTS + UPGRADES,
    status_1XX_count: UPGRADES,
    status_2XX_count: REQUESTS,
  })
  expect(onlySource(receiver.received).id).toBe(`3:${port}`)
  expect(program.stderr()).toBe('')
  program.kill('SIGKILL')
})
