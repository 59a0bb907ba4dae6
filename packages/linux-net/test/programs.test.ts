import { describe, expect, it } from 'vitest'
import { CAPABILITIES, linuxNetAvailable } from '../src/index.ts'
import { namespacesImpossible, runProgram } from './rig.ts'

interface AfterDrop {
  readonly [name: string]: unknown
  readonly had: readonly string[]
  readonly otherThreads: readonly { uids: string; effective: string }[]
}

describe('privileges', () => {
  it('drop to a user with just the capabilities kept, and hand down those that are inherited', (ctx) => {
    const impossible = namespacesImpossible()
    ctx.skip(impossible !== undefined, impossible)
    const after = runProgram<AfterDrop>('drop-privileges')
    const has = (name: string): boolean => after.had.includes(name)
    const kept = ['net_raw', 'dac_override', 'bpf', 'sys_resource'].filter(has)
    expect(kept).toEqual(expect.arrayContaining(['net_raw', 'dac_override']))
    const inherited = CAPABILITIES.filter((name) => ['dac_override', 'bpf'].includes(name) && has(name))
    // linux/capability.h: CAP_DAC_OVERRIDE is bit 1, CAP_BPF bit 39, in the second half of the set.
    const handedDown = (0x2n | (has('bpf') ? 1n << 39n : 0n)).toString(16).padStart(16, '0')
    const inOrder = CAPABILITIES.filter((name) => kept.includes(name))
    const ids = Array(4).fill('65534').join('\t')
    expect(after).toMatchObject({
      kept,
      effective: inOrder,
      permitted: inOrder,
      inheritable: inherited,
      hasNetRaw: true,
      uids: ids,
      gids: ids,
      groups: '100',
      noNewPrivileges: '1',
      childEffective: handedDown,
      childAmbient: handedDown,
      childUids: ids,
      becomeRoot: 'EPERM',
      childReadsShadow: 'done',
      openNetlink: 'done',
      packetSocket: 'done',
    })
    expect(after.otherThreads.length).toBeGreaterThan(3)
    for (const thread of after.otherThreads)
      expect(thread).toEqual({ uids: ids, effective: '0000000000000000' })
  })
})

describe('memory', () => {
  it('does not grow with polls nor with sockets opened and closed', (ctx) => {
    const availability = linuxNetAvailable()
    ctx.skip(!availability.available, availability.available ? undefined : availability.reason)
    const leak = runProgram<{ visits: number; pollGrowthBytes: number; socketGrowthBytes: number }>(
      'poll-leak',
      ['--expose-gc'],
    )
    expect(leak.visits).toBeGreaterThanOrEqual(12_000)
    // A leak of one message per poll would be over 10 MB, of the sockets' buffers over 100 MB.
    expect(leak.pollGrowthBytes).toBeLessThan(6 << 20)
    expect(leak.socketGrowthBytes).toBeLessThan(20 << 20)
  })
})

describe('another system', () => {
  it('can import the package, is told why it cannot be used, and gets typed errors', () => {
    const elsewhere = runProgram<{ availability: unknown; codes: unknown[] }>('elsewhere')
    expect(elsewhere.availability).toEqual({
      available: false,
      reason: 'native Linux networking is not available here: the platform is darwin, not linux',
    })
    expect(elsewhere.codes).toEqual(Array(7).fill('HSF_NET_UNAVAILABLE'))
  })
})
