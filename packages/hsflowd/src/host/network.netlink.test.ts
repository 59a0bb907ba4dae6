import type { RtnetlinkHandlers } from '@host-sflow/linux-net'
import { beforeEach, describe, expect, it } from 'vitest'
import { recordedHost } from '../sources/recorded-host.test-helper.ts'
import { openNetlinkNetwork } from './network.netlink.ts'
import type { NetlinkParts } from './network.netlink.ts'
import type { Link } from './network.ts'

const [template] = recordedHost('server').network.links.values()
const link = (index: number, name: string): Link => ({ ...template!, index, name })

let present: Link[]
let handlers: RtnetlinkHandlers
let listFailure: Error | undefined
let drain: () => unknown
let closed: string[]

// Only what the view of links needs of them; the rest is in the tests with a real namespace.
const parts = {
  watchRtnetlink(given: RtnetlinkHandlers) {
    handlers = given
    return { drain: () => drain(), close: () => closed.push('watch') }
  },
  openRtnetlink: () => ({
    links() {
      if (listFailure !== undefined) throw listFailure
      return [...present]
    },
    addresses: () => [],
    close: () => closed.push('rtnetlink'),
  }),
  openEthtool: () => ({
    forget: () => undefined,
    close: () => closed.push('ethtool'),
  }),
} as unknown as NetlinkParts

beforeEach(() => {
  present = [link(1, 'lo')]
  listFailure = undefined
  drain = () => undefined
  closed = []
})

describe('interfaces over netlink', () => {
  it('lists again until that has worked, after notifications were lost', () => {
    const network = openNetlinkNetwork(parts)
    present.push(link(2, 'eth0'))
    drain = () => {
      handlers.onOverflow?.()
    }
    listFailure = new Error('ENOBUFS')
    expect(() => network.tick()).toThrow('ENOBUFS')
    drain = () => undefined
    listFailure = undefined
    network.tick()
    expect([...network.links.keys()]).toEqual([1, 2])
  })

  it('lists again at a notification that could not be taken in', () => {
    const network = openNetlinkNetwork(parts)
    present.push(link(2, 'eth0'))
    drain = () => {
      throw new Error('HSF_NET_MALFORMED')
    }
    expect(() => network.tick()).toThrow('HSF_NET_MALFORMED')
    expect([...network.links.keys()]).toEqual([1, 2])
  })

  it('lists again only when what is older than the loss has been taken in', () => {
    const network = openNetlinkNetwork(parts)
    const queued = [link(2, 'old0'), link(3, 'old1')]
    handlers.onOverflow?.()
    drain = () => {
      const next = queued.shift()
      if (next !== undefined) handlers.onLink?.(next)
      return next === undefined ? 0 : 1
    }
    present.push(link(3, 'new1'))
    network.tick()
    expect([...network.links.values()].map(({ index, name }) => [index, name])).toEqual([
      [1, 'lo'],
      [3, 'new1'],
    ])
  })

  it('leaves no socket open where it cannot list', () => {
    listFailure = new Error('EPERM')
    expect(() => openNetlinkNetwork(parts)).toThrow('EPERM')
    expect(closed.toSorted()).toEqual(['ethtool', 'rtnetlink', 'watch'])
  })
})
