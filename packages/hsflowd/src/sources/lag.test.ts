import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../host/host.ts'
import { emptyNetwork } from '../host/network.ts'
import type { Link, NetworkListener } from '../host/network.ts'
import { openLag } from './lag.linux.ts'
import { parseBond } from './lag.ts'
import { recordedHost } from './recorded-host.test-helper.ts'

const recorded = readFileSync(
  join(import.meta.dirname, '../../testdata/server/proc/net/bonding/bond0'),
  'utf8',
)

describe('bond', () => {
  it('has members with their aggregator and LACP state', () => {
    expect(parseBond(recorded)).toEqual({
      activeAggregatorId: 1,
      members: [
        {
          name: 'eth0',
          aggregatorId: 1,
          actorSystem: '525400000002',
          partnerSystem: '001c73aabbcc',
          actorState: 63,
          partnerState: 61,
        },
        {
          name: 'eth1',
          aggregatorId: 2,
          actorSystem: '525400000002',
          partnerSystem: '000000000000',
          actorState: 71,
          partnerState: 1,
        },
      ],
    })
  })

  it('has no LACP in other modes, and no details without privileges', () => {
    const text =
      'Bonding Mode: fault-tolerance (active-backup)\nMII Status: up\n\nSlave Interface: eth0\nMII Status: up\n'
    expect(parseBond(text)).toEqual({
      activeAggregatorId: undefined,
      members: [{ name: 'eth0' }],
    })
  })
})

describe('bonds', () => {
  it('are kept open while they exist', () => {
    const server = recordedHost('server')
    const all = [...server.network.links.values()]
    const bond = all.find(({ name }) => name === 'bond0')!
    const member = all.find(({ name }) => name === 'eth0')!
    const links = new Map<number, Link>([[bond.index, bond]])
    const open = new Set<string>()
    let listener: NetworkListener = {}
    const host: Host = {
      ...server,
      files: {
        ...server.files,
        keep(file) {
          open.add(file)
          const kept = server.files.keep(file)
          return { ...kept, close: () => (open.delete(file), kept.close()) }
        },
      },
      network: {
        ...emptyNetwork(),
        links,
        subscribe: (given) => ((listener = given), () => (listener = {})),
      },
    }
    const lag = openLag(host)
    expect(lag.fill(member, {})).toBe(true)
    expect([...open]).toEqual(['proc:net/bonding/bond0'])
    // Its file has the new name too, which the recorded host has not.
    links.set(bond.index, { ...bond, name: 'bond9' })
    expect(lag.fill(member, {})).toBe(false)
    expect([...open]).toEqual(['proc:net/bonding/bond9'])
    links.delete(bond.index)
    listener.onRemoved?.(bond.index)
    expect(open.size).toBe(0)
    lag.close()
    expect(listener).toEqual({})
    server.close()
  })
})
