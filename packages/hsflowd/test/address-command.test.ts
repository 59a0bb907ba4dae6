// `hsflowd address`, as an operator calls it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'vitest'
import { hsflowd, scratch, type Ended } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'

interface Printed extends Ended {
  readonly stdout: string
  readonly said: readonly string[]
}

/** A host with two private addresses and a configuration; calls the command there. */
function host(ctx: TestContext, config: string, kept?: unknown) {
  const namespace = addNamespace(ctx)
  namespace.ip('link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'a1')
  const [directory, state] = [scratch(), join(scratch(), 'state')]
  const indices = ['a0', 'a1'].map((device, i) => {
    namespace.ip('addr', 'add', `10.5.0.${i + 1}/24`, 'dev', device)
    namespace.ip('link', 'set', device, 'addrgenmode', 'none')
    namespace.ip('link', 'set', device, 'up')
    return (JSON.parse(namespace.ip('-j', 'link', 'show', device)) as { ifindex: number }[])[0]!.ifindex
  })
  // veth makes its other end first.
  const [first, second] = indices[0]! < indices[1]! ? ['a0', 'a1'] : ['a1', 'a0']
  const addressOf = (device: string): string => (device === 'a0' ? '10.5.0.1' : '10.5.0.2')
  const file = join(directory, 'hsflowd.conf')
  writeFileSync(file, `sflow {\n  collector { ip = 127.0.0.1 }\n  ${config}\n}\n`)
  if (kept !== undefined) {
    mkdirSync(state)
    writeFileSync(join(state, 'agent-address.json'), JSON.stringify(kept))
  }
  return {
    file,
    state,
    indices: indices.toSorted((a, b) => a - b),
    first: { device: first, address: addressOf(first) },
    second: { device: second, address: addressOf(second) },
    address: async (...args: string[]): Promise<Printed> => {
      const command = hsflowd(['address', ...args, '-f', file, '-o', join(directory, 'auto')], {
        ...namespace,
        env: { STATE_DIRECTORY: state },
      })
      const ended = await command.ended
      return { ...ended, stdout: command.stdout(), said: command.stderr().split('\n').slice(0, -1) }
    },
  }
}

describe('hsflowd address', () => {
  it('prints the address, and with --explain the table with the reason of each', async (ctx) => {
    const { address, first, second, indices, state } = host(ctx, '')
    const plain = await address()
    ctx.expect([plain.stdout, plain.code, plain.said]).toEqual([`${first.address}\n`, 0, []])
    const lines = (await address('--explain')).stdout.split('\n')
    ctx
      .expect(lines.slice(0, 5))
      .toEqual([
        ` chosen  ${first.address}   ${first.device}  score 11  ipv4 private; won the tie`,
        `         ${second.address}   ${second.device}  score 11  ipv4 private; lost the tie: higher interface index (${indices[1]}, not ${indices[0]})`,
        '         127.0.0.1  lo  score 4   ipv4 loopback; every host has one',
        '         ::1        lo  score 3   ipv6 loopback; every host has it',
        ` kept: nothing so far (state: ${state}/agent-address.json)`,
      ])
    ctx.expect(lines[5]).toBe(' settings: none about the agent address')
  })

  it('tells what is kept, and since when', async (ctx) => {
    const kept = { address: '10.5.0.2', device: 'a1', since: '2026-05-01T00:00:00.000Z' }
    const { address } = host(ctx, '', { ...kept, wish: '[null,null]' })
    const { stdout } = await address('--explain')
    ctx.expect(stdout).toMatch(/^ chosen {2}10\.5\.0\.2 {3}a1 {2}score 11 /u)
    ctx.expect(stdout).toContain('\n kept: 10.5.0.2 of a1 since 2026-05-01T00:00:00.000Z (state: ')
    const json = JSON.parse((await address('--explain', '--json')).stdout) as unknown
    ctx.expect(json).toMatchObject({ address: '10.5.0.2', kept: { ...kept, here: true, sameSettings: true } })
  })

  it('names the settings that decide, and where they are', async (ctx) => {
    const { address, file } = host(ctx, 'agentIP = 203.0.113.7')
    const { stdout, said } = await address('--explain')
    ctx.expect(stdout).toMatch(/^ chosen {2}203\.0\.113\.7 {2}- +on no interface\n/u)
    ctx.expect(stdout).toContain('\n warning: agentIP 203.0.113.7 is on no interface of this host')
    ctx.expect(stdout).toContain(`\n settings: agentIP = 203.0.113.7 (${file}:3)\n`)
    ctx.expect(said).toEqual([])
    const plain = await address()
    ctx.expect(plain.stdout).toBe('203.0.113.7\n')
    ctx.expect(plain.said).toEqual([ctx.expect.stringContaining('on no interface')])
    const json = JSON.parse((await address('--json')).stdout) as unknown
    ctx.expect(json).toEqual({
      address: '203.0.113.7',
      device: null,
      reason: 'agentIP is set',
      warning: ctx.expect.stringContaining('on no interface'),
    })
  })
})
