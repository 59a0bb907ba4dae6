import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@host-sflow/agent-runtime'
import { expect, it, onTestFinished } from 'vitest'
import { startDaemon } from './daemon.ts'
import { emptyNetwork } from './host/network.ts'
import { mergeSettings, type Flags } from './settings/merge.ts'
import { recordedHost } from './sources/recorded-host.test-helper.ts'

it('removes the pid file when it does not come to start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hsflowd-daemon-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const flags: Flags = {
    collector: [],
    polling: undefined,
    sampling: undefined,
    uuid: undefined,
    'sub-agent-id': undefined,
  }
  const host = recordedHost('nowhere')
  const subscribe = (): never => {
    throw new Error('EMFILE')
  }
  const started = startDaemon({
    loaded: { settings: mergeSettings(flags, undefined), file: undefined, warnings: [] },
    sources: { flags, configFile: undefined },
    host: { ...host, network: { ...emptyNetwork(), subscribe } },
    sharedFile: join(directory, 'hsflowd.auto'),
    pidFile: join(directory, 'hsflowd.pid'),
    log: createLog({ name: 'test', write: () => undefined }),
  })
  await expect(started).rejects.toThrow('EMFILE')
  expect(readdirSync(directory)).toEqual([])
})
