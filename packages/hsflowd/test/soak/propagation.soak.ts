// A thousand changes of the file, and a thousand in DNS with the floor between two questions lowered.
import { EventEmitter, once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog } from '@host-sflow/agent-runtime'
import { expect, it } from 'vitest'
import { startBind9, zoneHead } from '../../../../tools/rigs/dns.ts'
import { startDaemon } from '../../src/daemon.ts'
import { openHost } from '../../src/host/host.ts'
import { loadSettings } from '../../src/load-settings.ts'
import { changeFile } from '../support/change-file.ts'
import { scratch } from '../support/hsflowd.ts'
import { expectNothingLost, propagate, type Slowest } from '../support/propagation.ts'
import { openReceiver } from '../../../../tools/rigs/receiver.ts'
import { startSubAgent } from '../support/sub-agent.ts'

const CHANGES = Number(process.env['HOST_SFLOW_SOAK_CHANGES'] ?? 1000)
const TIMEOUT_MS = 60_000 + CHANGES * 10_000
const ZONE = 'rig.test'
/** Instead of 10 s. */
const FLOOR_MS = 200

it.concurrent(`${CHANGES} changes of the file`, { timeout: TIMEOUT_MS }, async () => {
  say('of the file', await changeFile(CHANGES))
})

it.concurrent(`${CHANGES} changes in DNS`, { timeout: TIMEOUT_MS }, async ({ onTestFinished }) => {
  const receivers = [await openReceiver(), await openReceiver()] as const
  const name = `_sflow._udp.${ZONE}.`
  const records = (number: number): string[] => [
    `${name} 1 IN SRV 10 1 ${receivers[number % 2]!.port} localhost.`,
    `${name} 1 IN TXT "txtvers=1" "polling=1" "sampling=${number + 1}"`,
  ]
  const dns = await startBind9({ zones: { [ZONE]: [zoneHead(1), ...records(0), ''].join('\n') } })
  onTestFinished(() => dns.stop())
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  writeFileSync(config, 'sflow { dns-sd { domain = rig.test } }\n')
  const auto = join(directory, 'hsflowd.auto')
  let answers = 0
  const seen = new EventEmitter()
  const log = createLog({
    name: 'hsflowd',
    format: 'json',
    write(line) {
      if (!line.includes('DNS says')) return
      answers++
      seen.emit('answer')
    },
  })
  const flags = {
    collector: [],
    polling: undefined,
    sampling: undefined,
    uuid: undefined,
    'sub-agent-id': undefined,
  }
  const sources = { flags, given: new Set<string>(), configFile: config }
  process.env['STATE_DIRECTORY'] = scratch()
  const daemon = await startDaemon({
    loaded: await loadSettings(sources),
    sources,
    host: openHost(),
    sharedFile: auto,
    pidFile: undefined,
    log,
    watch: false,
    withdrawOnExit: false,
    user: undefined,
    keepRoot: true,
    dns: {
      floorMs: FLOOR_MS,
      resolver: () =>
        Promise.resolve({
          servers: [{ address: dns.address, port: dns.port }],
          search: [],
          timeoutMs: 1000,
          attempts: 2,
          rotate: false,
          useTcp: false,
        }),
    },
  })
  const subAgent = startSubAgent(auto)
  const change = async (number: number): Promise<void> => {
    const [srv, txt] = records(number)
    const answered = once(seen, 'answer')
    await dns.update(
      `update delete ${name} SRV`,
      `update delete ${name} TXT`,
      `update add ${srv}`,
      `update add ${txt}`,
    )
    await answered
  }
  const slowest = await propagate({ receivers, subAgent, changes: CHANGES, change })
  await daemon.stop()
  await subAgent.stop()
  expectNothingLost(receivers)
  // More where a change came between the question for SRV and that for TXT.
  expect(answers).toBeGreaterThan(CHANGES)
  say('in DNS', slowest)
})

function say(where: string, slowest: Slowest): void {
  process.stdout.write(`slowest of ${CHANGES} changes ${where}, ms: ${JSON.stringify(slowest)}\n`)
}
