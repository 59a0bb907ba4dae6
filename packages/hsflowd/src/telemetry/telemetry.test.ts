import type { CollectorStatus, Poller } from '@host-sflow/agent-runtime'
import { expect, test } from 'vitest'
import { telemetry, type TelemetryParts } from './telemetry.ts'

const collector = (more: Partial<CollectorStatus>): CollectorStatus => ({
  collector: '10.0.0.50:6343',
  state: 'open',
  address: '10.0.0.50',
  port: 6343,
  datagrams: 10,
  bytes: 1000,
  lost: 0,
  refusals: 0,
  lastError: null,
  resolvedAt: null,
  priority: 0,
  active: true,
  ...more,
})

const poller = (index: number, errors = 0): Poller => ({
  name: `interface eth${index}`,
  dataSource: { class: 0, index },
  intervalMs: 30_000,
  sequence: 0,
  statistics: { samples: 3, empty: 0, errors, skipped: 0, lastMs: 1, maxMs: 2 },
  setIntervalMs: () => undefined,
  resetSequence: () => undefined,
  rename: () => undefined,
  remove: () => undefined,
  send: () => undefined,
})

const parts = (more: Partial<TelemetryParts> = {}): TelemetryParts => ({
  sharedFile: { path: '/run/hsflowd/hsflowd.auto', revision: 4 },
  election: { address: '10.0.0.7', device: 'eth0', reason: 'ipv4 private' },
  subAgentId: 100_000,
  collectors: [collector({})],
  statistics: { datagrams: 10, samples: 20, sampleErrors: 1, shortened: 2, pollers: [], samplers: [] },
  sources: [{ name: 'cpu', collections: 3, failures: 0, lastMs: 0.1, meanMs: 0.2, maxMs: 0.3, error: null }],
  configFiles: ['/etc/hsflowd.conf'],
  reload: { at: '2026-01-01T00:00:00.000Z', successful: true, error: null, reloads: 0, failures: 0 },
  dnsSd: null,
  modules: {},
  loop: { lastLagMs: 0, maxLagMs: 1, utilization: 0.001 },
  ...more,
})

const down = { code: 'HSF_COLLECTOR_REFUSED', message: 'nothing listens', at: '2026-01-01T00:00:00.000Z' }

test('the whole report', () => {
  const report = telemetry(parts({ statistics: { ...parts().statistics, pollers: [poller(2)] } }))
  expect(report).toMatchObject({
    settings: { file: '/run/hsflowd/hsflowd.auto', revision: 4 },
    agentAddress: '10.0.0.7',
    subAgentId: 100_000,
    lastError: null,
    counters: { datagrams: 10, samples: 20, sampleErrors: 1, shortened: 2, configLastReloadSuccessful: 1 },
    details: {
      configFiles: ['/etc/hsflowd.conf'],
      reload: { successful: true, reloads: 0 },
      election: { device: 'eth0', reason: 'ipv4 private' },
      pollers: [{ name: 'interface eth2', source: '0:2', intervalMs: 30_000, samples: 3 }],
      dnsSd: null,
      modules: {},
    },
  })
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('without a shared file there are no settings to tell of', () => {
  expect(telemetry(parts({ sharedFile: { path: undefined, revision: 0 } })).settings).toBeNull()
})

test('the last error is the one to mend first', () => {
  const reload = { ...parts().reload, successful: false, error: 'hsflowd.conf:2:3: error' }
  const collectors = [collector({ state: 'refused', lost: 3, refusals: 2, lastError: down }), collector({})]
  const [source] = parts().sources
  const sources = [{ ...source!, failures: 4, error: 'no /proc/stat' }]
  const all = telemetry(parts({ reload, collectors, sources }))
  expect(all.lastError).toBe('hsflowd.conf:2:3: error')
  expect(all.counters).toMatchObject({
    lost: 3,
    refusals: 2,
    sourceFailures: 4,
    configLastReloadSuccessful: 0,
  })
  expect(telemetry(parts({ collectors, sources })).lastError).toBe('nothing listens')
  expect(telemetry(parts({ sources })).lastError).toBe('source cpu: no /proc/stat')
  // What is over is no error any more.
  expect(telemetry(parts({ collectors: [collector({ lastError: down })] })).lastError).toBeNull()
})

test('of many pollers those with trouble are told', () => {
  const pollers = Array.from({ length: 5000 }, (_, i) => poller(i, i === 4711 ? 1 : 0))
  const { details, counters } = telemetry(parts({ statistics: { ...parts().statistics, pollers } }))
  expect(counters['pollers']).toBe(5000)
  expect(details.pollers).toHaveLength(32)
  expect(details.pollers[0]).toMatchObject({ source: '0:4711', errors: 1 })
  expect(details.pollers[1]).toMatchObject({ source: '0:0', errors: 0 })
})
