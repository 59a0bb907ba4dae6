// For tests: a world in which everything is well, but for what a test says.
import { systemClock } from '@host-sflow/agent-runtime'
import { recordedHost } from '../sources/recorded-host.test-helper.ts'
import type { HostStatus } from '../status/collect.ts'
import { seenAgent, type SeenAgent } from '../status/seen.ts'
import { plainSettings } from '../settings/plain.test-helper.ts'
import type { Effective, Settings } from '../settings/settings.ts'
import type { Finding } from './check.ts'
import type { Configuration } from './settings.ts'
import type { World } from './world.ts'

export const settings = (more: Partial<Settings> = {}): Settings => ({ ...plainSettings, ...more })

export function configuration(effective: Effective, more: Partial<Configuration> = {}): Configuration {
  return {
    name: '/etc/hsflowd.conf',
    found: true,
    warnings: [],
    error: undefined,
    effective,
    withDns: () => effective,
    ...more,
  }
}

/** An agent as it tells of itself. */
export const agent = (more: object = {}): SeenAgent =>
  seenAgent({ name: 'hsflowd', pid: 7, writtenAt: new Date().toISOString(), file: 'x.json', ...more })

export const hostStatus = (more: Partial<HostStatus> = {}): HostStatus => ({
  hsflowd: undefined,
  rivals: [],
  followers: [],
  written: undefined,
  sharedFile: undefined,
  problems: [],
  raw: [],
  ...more,
})

export function world(more: Partial<World> & { readonly settings?: Partial<Settings> } = {}): World {
  const effective: Effective = { settings: settings(more.settings), origins: new Map() }
  return {
    clock: systemClock,
    host: recordedHost('nowhere'),
    notes: [],
    status: hostStatus(),
    directories: ['/run/hsflowd/agents'],
    configuration: configuration(effective),
    dnsSd: () => Promise.resolve(undefined),
    effective: () => Promise.resolve(effective),
    present: { uid: 0, capabilities: ['net_admin', 'sys_admin'] },
    sharedFileOption: undefined,
    ...more,
  }
}

/** `warn detail` and the like, for expectations. */
export const said = (findings: readonly Finding[]): string[] =>
  findings.map(({ detail, status }) => `${status} ${detail}`)
