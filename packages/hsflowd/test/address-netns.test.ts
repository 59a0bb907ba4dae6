// The election over a real kernel: addresses and interfaces of a network namespace, as `ip` makes them.
import { execFileSync } from 'node:child_process'
import { createLog, systemClock } from '@host-sflow/agent-runtime'
import { withNetworkNamespace } from '@host-sflow/linux-net'
import { beforeEach, describe, it, vi, type TestContext } from 'vitest'
import { readCandidates } from '../src/address/candidates.ts'
import type { Candidate } from '../src/address/classes.ts'
import { createElector, type Elector } from '../src/address/elector.ts'
import type { AddressWish } from '../src/address/wish.ts'
import { openHost, type Host } from '../src/host/host.ts'
import { addNamespace, type Namespace } from './support/namespace.ts'

interface Scene extends Namespace {
  readonly name: string
  readonly host: Host
  readonly elector: Elector
  /** What a second brings. */
  readonly tick: () => boolean
  readonly chosen: () => string
  readonly candidate: (address: string) => Candidate | undefined
}

let lines: string[] = []
beforeEach(() => void (lines = []))

/** A namespace with `a0` and `a1`, the ends of a cable, both up, and an elector for it. */
function scene(ctx: TestContext, wish: AddressWish = {}): Scene {
  const namespace = addNamespace(ctx)
  const name = namespace.prefix[3]!
  const { ip } = namespace
  ip('link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'a1')
  for (const device of ['a0', 'a1']) ip('link', 'set', device, 'up')
  const host = withNetworkNamespace(name, () =>
    openHost({ network: 'netlink', roots: { proc: '/proc/thread-self' } }),
  )
  ctx.onTestFinished(() => host.close())
  const log = createLog({ name: 'hsflowd', write: (line) => void lines.push(line) })
  const elector = createElector({
    host: { ...host, os: { ...host.os, uptime: () => 86_400 } },
    wish,
    previous: undefined,
    state: undefined,
    clock: systemClock,
    log,
  })
  return {
    ...namespace,
    name,
    host,
    elector,
    tick() {
      host.network.tick()
      return elector.tick()
    },
    chosen: () => `${elector.election.address} ${elector.election.device}`,
    candidate(address) {
      host.network.tick()
      return readCandidates(host).find((each) => each.address === address)
    },
  }
}

describe('addresses of a namespace', () => {
  it('are noticed at the next tick: added, removed, of an interface that is switched off or deleted', (ctx) => {
    const { ip, tick, chosen } = scene(ctx)
    ctx.expect(tick()).toBe(false)
    ip('addr', 'add', '10.1.0.1/24', 'dev', 'a1')
    ctx.expect(tick()).toBe(true)
    ctx.expect(chosen()).toBe('10.1.0.1 a1')
    // Merely better.
    ip('addr', 'add', '192.0.2.1/24', 'dev', 'a0')
    ctx.expect(tick()).toBe(false)
    ip('addr', 'del', '10.1.0.1/24', 'dev', 'a1')
    ctx.expect(tick()).toBe(true)
    ctx.expect(chosen()).toBe('192.0.2.1 a0')
    ip('addr', 'add', '10.1.0.1/24', 'dev', 'a1')
    tick()
    ctx.expect(chosen()).toBe('10.1.0.1 a1')
    ip('link', 'set', 'a1', 'down')
    tick()
    ctx.expect(chosen()).toBe('192.0.2.1 a0')
    ip('link', 'del', 'a0')
    tick()
    ctx.expect(chosen()).toBe('127.0.0.1 lo')
    ctx
      .expect(lines.map((line) => /; it was .* of \w+: ([^"]*)"/u.exec(line)?.[1]))
      .toEqual([
        'it comes before that one',
        'a1 does not have it',
        'it is back',
        'a1 is down',
        'there is no a0',
      ])
  })

  it('have the flags of the kernel', async (ctx) => {
    const { ip, prefix, candidate } = scene(ctx)
    const sysctl = (key: string, value: string): Buffer =>
      execFileSync(prefix[0]!, [
        ...prefix.slice(1),
        'sh',
        '-c',
        `echo ${value} > /proc/sys/net/ipv6/conf/${key}`,
      ])
    ip('addr', 'add', '10.1.0.1/24', 'dev', 'a0')
    ip('addr', 'add', '10.1.0.2/24', 'dev', 'a0')
    ip('addr', 'add', '10.1.0.3/24', 'dev', 'a1', 'valid_lft', '300', 'preferred_lft', '300')
    ctx.expect(candidate('10.1.0.1')).toMatchObject({ secondary: false, temporary: false, dynamic: false })
    // The same bit as IPv6's "temporary".
    ctx.expect(candidate('10.1.0.2')).toMatchObject({ secondary: true, temporary: false, dynamic: false })
    ctx.expect(candidate('10.1.0.3')).toMatchObject({ secondary: false, dynamic: true })
    try {
      sysctl('a0/use_tempaddr', '2')
    } catch {
      ctx.skip('this kernel has no IPv6')
    }
    ip('addr', 'add', '2001:db8::1/64', 'dev', 'a0', 'nodad')
    ip('addr', 'add', '2001:db8::2/64', 'dev', 'a0', 'nodad', 'valid_lft', '300', 'preferred_lft', '0')
    ip(
      'addr',
      'add',
      '2001:db8:1::3/64',
      'dev',
      'a0',
      'mngtmpaddr',
      'valid_lft',
      '3000',
      'preferred_lft',
      '3000',
    )
    ctx
      .expect(candidate('2001:db8::1'))
      .toMatchObject({ deprecated: false, tentative: false, dynamic: false })
    ctx.expect(candidate('2001:db8::2')).toMatchObject({ deprecated: true, dynamic: true, temporary: false })
    ctx.expect(candidate('2001:db8:1::3')).toMatchObject({ temporary: false, dynamic: true })
    const shown = JSON.parse(ip('-j', 'addr', 'show', 'dev', 'a0', 'temporary')) as {
      readonly addr_info?: readonly { readonly local: string; readonly family: string }[]
    }[]
    const made = shown.flatMap(({ addr_info = [] }) => addr_info).find(({ family }) => family === 'inet6')
    ctx.expect(made?.local, 'the kernel makes up a temporary address').toBeDefined()
    // Told of when it is known to be unique.
    const expected = { temporary: true, dynamic: true, tentative: false }
    await vi.waitFor(() => ctx.expect(candidate(made!.local)).toMatchObject(expected), 8000)
  })

  it('that another host has too lose to any other', async (ctx) => {
    const other = addNamespace(ctx)
    const { ip, tick, chosen, candidate } = scene(ctx)
    ip('link', 'add', 'd0', 'type', 'veth', 'peer', 'name', 'd1', 'netns', other.prefix[3]!)
    other.ip('link', 'set', 'd1', 'up')
    other.ip('addr', 'add', '2001:db8::7/64', 'dev', 'd1', 'nodad')
    ip('link', 'set', 'd0', 'up')
    ip('addr', 'add', 'fd00::1/64', 'dev', 'a0', 'nodad')
    ip('addr', 'add', '2001:db8::7/64', 'dev', 'd0')
    await vi.waitFor(() => ctx.expect(candidate('2001:db8::7')?.duplicate).toBe(true), {
      timeout: 8000,
      interval: 100,
    })
    tick()
    ctx.expect(chosen()).toBe('fd00::1 a0')
  })

  it('of a VLAN come behind others', (ctx) => {
    const { ip, tick, chosen, candidate } = scene(ctx)
    try {
      ip('link', 'add', 'link', 'a0', 'name', 'a0.5', 'type', 'vlan', 'id', '5')
    } catch {
      ctx.skip('this kernel has no VLANs')
    }
    ip('addr', 'add', '192.0.2.5/24', 'dev', 'a0.5')
    ip('link', 'set', 'a0.5', 'up')
    ip('addr', 'add', 'fd00::1/64', 'dev', 'a0', 'nodad')
    ctx.expect(candidate('192.0.2.5')).toMatchObject({ vlan: true })
    tick()
    ctx.expect(chosen()).toBe('fd00::1 a0')
  })

  it('are found by name, further name and alias of their interface, whenever it gets them', (ctx) => {
    const { ip, tick, chosen, elector } = scene(ctx)
    ip('addr', 'add', '192.0.2.1/24', 'dev', 'a0')
    ip('addr', 'add', '10.1.0.1/24', 'dev', 'a1')
    tick()
    elector.apply({ agent: 'uplink' })
    ctx.expect(elector.election.warning).toContain('device "uplink" has no usable address')
    ip('link', 'set', 'a1', 'alias', 'uplink')
    tick()
    ctx.expect(chosen()).toBe('10.1.0.1 a1')
    try {
      ip('link', 'property', 'add', 'dev', 'a0', 'altname', 'a-name-of-more-than-15')
    } catch {
      ctx.skip('this kernel has no further names of interfaces')
    }
    elector.apply({ agent: 'a-name-of-more-than-15' })
    tick()
    ctx.expect(chosen()).toBe('192.0.2.1 a0')
    ip('link', 'set', 'a0', 'name', 'lan0')
    ctx.expect(tick()).toBe(true)
    ctx.expect(chosen()).toBe('192.0.2.1 lan0')
  })

  it('are listed anew after more changes than the kernel queues', (ctx) => {
    const { ip, name, host, tick, chosen, candidate } = scene(ctx)
    ip('addr', 'add', '10.1.0.1/24', 'dev', 'a0')
    tick()
    // Each change is a notification; none is taken in meanwhile.
    const changes = Array.from({ length: 4000 }, (_, i) => {
      const address = `10.${2 + (i >> 8)}.${i & 255}.1/32`
      return `addr add ${address} dev a1\naddr del ${address} dev a1\n`
    })
    execFileSync('ip', ['-n', name, '-batch', '-'], {
      input: `${changes.join('')}addr del 10.1.0.1/24 dev a0\naddr add 10.1.0.9/24 dev a1\n`,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    tick()
    ctx.expect(chosen()).toBe('10.1.0.9 a1')
    ctx.expect(candidate('10.1.0.1')).toBeUndefined()
    const kept = [...host.network.addresses!].map(({ local }) => local)
    ctx.expect(kept.filter((local) => local.startsWith('10.'))).toEqual(['10.1.0.9'])
  })
})
