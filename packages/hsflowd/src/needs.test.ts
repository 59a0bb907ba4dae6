import { expect, it } from 'vitest'
import type { Host } from './host/host.ts'
import { capabilitiesToKeep } from './needs.ts'
import { plainSettings } from './settings/plain.test-helper.ts'
import type { Settings } from './settings/settings.ts'

const host = (...kinds: readonly string[]): Host =>
  ({ network: { links: new Map(kinds.map((kind, index) => [index, { kind }])) } }) as unknown as Host
const of = async (settings: Partial<Settings>, ...kinds: readonly string[]) =>
  Object.fromEntries(await capabilitiesToKeep({ ...plainSettings, ...settings }, host(...kinds)))

const collector = { host: '192.0.2.1', port: 6343 }

it('keeps nothing for what needs nothing', async () => {
  expect(await of({ collectors: [collector], json: { udpport: 36_343 } }, 'veth')).toEqual({})
})

it('keeps what collectors and interfaces need, each with what for', async () => {
  const collectors = [
    { ...collector, device: 'eth1' },
    { ...collector, namespace: 'blue' },
  ]
  expect(await of({ collectors }, 'bond')).toEqual({
    net_raw: { for: 'to send through a device' },
    sys_admin: { for: 'to send from a network namespace' },
    net_admin: { for: 'to read the system ids of LACP' },
  })
})

it('keeps what the configured modules declare, and hands it down where their programs need it', async () => {
  const { dac_override: kept, ...others } = await of({ ovs: {} })
  expect(kept).toEqual({
    for: expect.stringMatching(/^for module ovs: the socket of/) as string,
    inherited: true,
  })
  expect(others).toEqual({})
  expect(await of({ ovs: { db: 'unix:/run/other.sock' } })).toHaveProperty('dac_override')
  expect(await of({ ovs: { db: 'tcp:192.0.2.9:6640' } })).toEqual({})
})
