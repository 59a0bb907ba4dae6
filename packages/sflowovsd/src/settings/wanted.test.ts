import { defaultSharedSettings, type SharedSettings } from '@host-sflow/config-share'
import { describe, expect, it } from 'vitest'
import { wantedOf } from './wanted.ts'

const devices = new Map([
  ['lo', ['127.0.0.1', '::1']],
  ['eth0', ['fe80::1', '10.0.0.7', '10.0.0.8', '2001:db8::7']],
  ['eth6', ['fe80::6', '2001:db8::6']],
  ['eth7', ['fe80::7']],
])
const host = { addresses: () => devices, boot: () => 'BOOT' }
const collector = { address: '10.0.0.50', port: 6343 }
const settings = (more: Partial<SharedSettings> = {}): SharedSettings => ({
  ...defaultSharedSettings(),
  collectors: [collector],
  agent: 'eth0',
  agentIP: '10.0.0.7',
  ...more,
})
const wanted = (more: Partial<SharedSettings> = {}) =>
  wantedOf({ state: 'settings', settings: settings(more) }, host)
const columns = (more: Partial<SharedSettings> = {}) => {
  const { wanted: result } = wanted(more)
  return result.state === 'row' ? result.columns : result.why
}

it('the settings of the host become one row', () => {
  expect(wanted({ sampling: 512, polling: 20, header: 64 })).toEqual({
    wanted: {
      state: 'row',
      columns: { agent: 'eth0', header: 64, polling: 20, sampling: 512, targets: ['10.0.0.50:6343'] },
      device: { address: '10.0.0.7', boot: 'BOOT' },
    },
    notes: [],
  })
})

describe('sFlow is off', () => {
  it.each([
    ['without collectors', { collectors: [] }, 'there is no collector'],
    ['without sampling and polling', { sampling: 0, polling: 0 }, 'neither sampling nor polling is on'],
  ])('%s', (_, more, why) => {
    expect(columns(more)).toBe(why)
  })

  it('when the settings are withdrawn', () => {
    expect(wantedOf({ state: 'silent', identity: {} }, host)).toEqual({
      wanted: { state: 'none', why: 'hsflowd has withdrawn the settings' },
      notes: [],
    })
  })
})

it('without sampling the counters go on: Open vSwitch takes a rate of 0 for no sFlow at all', () => {
  expect(columns({ sampling: 0, polling: 20 })).toMatchObject({ sampling: 4_294_967_295, polling: 20 })
})

it('without polling packets are sampled', () => {
  expect(columns({ sampling: 400, polling: 0 })).toMatchObject({ sampling: 400, polling: 0 })
})

describe('the agent', () => {
  it.each<[string, Partial<SharedSettings>, string]>([
    ['is the device whose first IPv4 address is the agent address', {}, 'eth0'],
    ['is a device with IPv6 alone', { agent: 'eth6', agentIP: '2001:db8::6' }, 'eth6'],
    ['is the address where the device would yield another one', { agentIP: '10.0.0.8' }, '10.0.0.8'],
    ['is the address where that is IPv6', { agentIP: '2001:db8::7' }, '2001:db8::7'],
  ])('%s', (_, more, agent) => {
    expect(columns(more)).toMatchObject({ agent })
    expect(wanted(more).notes).toEqual([])
  })

  const { agent: _agent, agentIP: _agentIP, ...nobody } = settings()
  const of = (more: Partial<SharedSettings>) =>
    wantedOf({ state: 'settings', settings: { ...nobody, ...more } }, host)

  it('is the address of a device that is not there, which is told', () => {
    const more = { agent: 'eth9', agentIP: '192.0.2.9' }
    expect(columns(more)).toMatchObject({ agent: '192.0.2.9' })
    expect(wanted(more).notes).toEqual([
      {
        code: 'HSF_OVS_AGENT',
        text: 'agent device eth9 is not there, or down: Open vSwitch is given the agent address 192.0.2.9 itself (set agent or agentIP in hsflowd.conf, or give --agent)',
      },
    ])
  })

  it('is a device with an IPv4 address where no address is given', () => {
    expect(of({ agent: 'lo' })).toMatchObject({ wanted: { columns: { agent: 'lo' } }, notes: [] })
  })

  it.each([
    [{ agent: 'eth9' }, 'agent device eth9 is not there, or down'],
    [{ agent: 'eth7' }, 'agent device eth7 has no address'],
    [{}, 'no agent is given'],
  ])('of several collectors Open vSwitch takes any: %j', (more, what) => {
    const collectors = [collector, { address: '::1', port: 6343 }]
    expect(of({ ...more, collectors }).notes).toEqual([
      expect.objectContaining({
        text: expect.stringContaining(
          `${what}: Open vSwitch takes the address from which it reaches one of the collectors as`,
        ),
      }),
    ])
  })

  it.each([
    [{ agent: 'eth9' }, 'agent device eth9 is not there, or down'],
    [{ agent: 'eth7' }, 'agent device eth7 has no address'],
    [{}, 'no agent is given'],
  ])('%j: what Open vSwitch does instead is told', (more, what) => {
    expect(of(more).notes).toEqual([
      {
        code: 'HSF_OVS_AGENT',
        text: `${what}: Open vSwitch takes the address from which it reaches 10.0.0.50:6343 as the agent address (set agent or agentIP in hsflowd.conf, or give --agent)`,
      },
    ])
  })
})

describe('targets', () => {
  it('are sorted, each once, IPv6 in brackets', () => {
    const collectors = [
      { address: '2001:db8::1', port: 6343 },
      { address: '10.0.0.9', port: 7000 },
      collector,
      { ...collector },
    ]
    expect(columns({ collectors })).toMatchObject({
      targets: ['10.0.0.50:6343', '10.0.0.9:7000', '[2001:db8::1]:6343'],
    })
  })

  it('on one link bear its device', () => {
    const collectors = [{ address: 'fe80::50', port: 6343, device: 'eth0' }]
    expect(wanted({ collectors })).toMatchObject({
      wanted: { columns: { targets: ['[fe80::50%eth0]:6343'] } },
      notes: [],
    })
  })

  it('are ten at most; the others are named', () => {
    const collectors = Array.from({ length: 12 }, (_, i) => ({ address: `10.0.0.${i + 1}`, port: 6343 }))
    const { wanted: result, notes } = wanted({ collectors })
    expect(result).toMatchObject({ columns: { targets: expect.objectContaining({ length: 10 }) } })
    expect(notes).toEqual([
      {
        code: 'HSF_OVS_COLLECTORS',
        text: '12 collectors are too many, Open vSwitch gets 10: without 10.0.0.11:6343, 10.0.0.12:6343 (remove some from the configuration of hsflowd)',
      },
    ])
  })

  it('that hsflowd binds are told apart: Open vSwitch has its own routes', () => {
    const collectors = [
      { ...collector, device: 'eth1' },
      { ...collector, address: '10.0.0.51', namespace: 'mgmt' },
    ]
    expect(wanted({ collectors }).notes.map(({ code }) => code)).toEqual([
      'HSF_OVS_COLLECTOR 10.0.0.50:6343 dev eth1',
      'HSF_OVS_COLLECTOR 10.0.0.51:6343 namespace mgmt',
    ])
  })
})
