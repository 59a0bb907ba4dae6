import { describe, expect, it } from 'vitest'
import { CAPABILITIES, linuxNetAvailable } from '../src/index.ts'
import { namespacesImpossible, runProgram } from './rig.ts'

interface AfterDrop {
  readonly [name: string]: unknown
  readonly had: readonly string[]
  readonly otherThreads: readonly { uids: string; effective: string }[]
}

describe('privileges', () => {
  it('drop to a user with just the capabilities kept', (ctx) => {
    const impossible = namespacesImpossible()
    ctx.skip(impossible !== undefined, impossible)
    const after = runProgram<AfterDrop>('drop-privileges')
    const kept = ['net_raw', 'bpf', 'sys_resource'].filter((name) => after.had.includes(name))
    expect(kept).toContain('net_raw')
    const inOrder = CAPABILITIES.filter((name) => kept.includes(name))
    const ids = Array(4).fill('65534').join('\t')
    expect(after).toMatchObject({
      kept,
      effective: inOrder,
      permitted: inOrder,
      inheritable: [],
      hasNetRaw: true,
      uids: ids,
      gids: ids,
      groups: '100',
      noNewPrivileges: '1',
      childEffective: '0000000000000000',
      childUids: ids,
      becomeRoot: 'EPERM',
      readShadow: 'EACCES',
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
