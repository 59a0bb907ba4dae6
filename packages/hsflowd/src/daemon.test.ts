import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@host-sflow/agent-runtime'
import { expect, it, onTestFinished } from 'vitest'
import { startDaemon } from './daemon.ts'
import { emptyNetwork } from './host/network.ts'
import { mergeSettings } from './settings/merge.ts'
import { noFlags, noLayers } from './settings/plain.test-helper.ts'
import { recordedHost } from './sources/recorded-host.test-helper.ts'

it('removes the pid file when it does not come to start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hsflowd-daemon-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const host = recordedHost('nowhere')
  const subscribe = (): never => {
    throw new Error('EMFILE')
  }
  const started = startDaemon({
    loaded: {
      ...mergeSettings(noLayers),
      layers: noLayers,
      file: { name: 'hsflowd.conf', config: undefined, warnings: [] },
    },
    sources: { flags: noFlags, given: new Set(), configFile: undefined },
    host: { ...host, network: { ...emptyNetwork(), subscribe } },
    sharedFile: join(directory, 'hsflowd.auto'),
    pidFile: join(directory, 'hsflowd.pid'),
    log: createLog({ name: 'test', write: () => undefined }),
    watch: false,
    withdrawOnExit: false,
    user: undefined,
    keepRoot: true,
  })
  await expect(started).rejects.toThrow('EMFILE')
  expect(readdirSync(directory)).toEqual([])
})
