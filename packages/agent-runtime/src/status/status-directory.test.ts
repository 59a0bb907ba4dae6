import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { keepAgentStatus, type AgentReport } from './agent-status.ts'

const ATTEMPTS = 300
/** Puts a link to somebody else's file into the place of the directory, again and again. */
const SWAPS = `
const { renameSync, rmSync, symlinkSync } = require('node:fs')
const { workerData: above } = require('node:worker_threads')
for (;;) {
  try {
    renameSync(above + '/agents', above + '/before')
    symlinkSync('../secret', above + '/agents')
  } catch {
    continue
  }
  for (const start = performance.now(); performance.now() < start + 1; );
  for (const name of ['/agents', '/before']) rmSync(above + name, { recursive: true, force: true })
}`

test('what comes into the place of a directory that is made keeps its mode', async () => {
  const place = mkdtempSync(join(tmpdir(), 'status-'))
  const [above, secret] = [join(place, 'hsflowd'), join(place, 'secret')]
  mkdirSync(above)
  writeFileSync(secret, '', { mode: 0o600 })
  const swapping = new Worker(SWAPS, { eval: true, workerData: above })
  try {
    await once(swapping, 'online')
    const { log } = createFakeLog()
    const report = () => ({ version: '1' }) as AgentReport
    for (let i = 0; i < ATTEMPTS; i++)
      await keepAgentStatus({ name: 'x', log, report, directories: [join(above, 'agents')] }).stop()
    expect(statSync(secret).mode & 0o777).toBe(0o600)
  } finally {
    await swapping.terminate()
    rmSync(place, { recursive: true, force: true })
  }
})
