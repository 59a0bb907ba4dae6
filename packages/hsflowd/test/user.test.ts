// As a user without rights, on the same host.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

const NOBODY = 65_534

/** The user of the test itself, where that has no rights anyway. */
const uid = process.getuid?.() === 0 ? NOBODY : process.getuid?.()

beforeEach((ctx) => {
  ctx.skip(process.platform !== 'linux', 'needs Linux')
  ctx.skip(existsSync('/run/hsflowd'), 'a hsflowd of this machine has /run/hsflowd')
})

async function run(env: Record<string, string>) {
  const receiver = await openReceiver()
  const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`], {
    env,
    ...(uid !== undefined && { uid }),
  })
  await receiver.until('polls', () => receiver.received.length >= 4)
  const host = receiver.counters().find(({ source }) => source === '2:1')!
  expect(Object.keys(host.records)).toHaveLength(10)
  const links = new Set(receiver.counters().map(({ source }) => source))
  expect([...links].filter((source) => source.startsWith('0:')).length).toBeGreaterThan(0)
  return { receiver, daemon, warnings: () => daemon.log().filter(({ level }) => level >= WARN) }
}

describe.concurrent('hsflowd as an ordinary user', () => {
  it('has its shared file and its status in $XDG_RUNTIME_DIR', async () => {
    const home = scratch()
    chmodSync(home, 0o755)
    const runtime = join(home, 'run')
    mkdirSync(runtime, 0o700)
    if (uid !== undefined) chownSync(runtime, uid, uid)
    const { receiver, daemon, warnings } = await run({ XDG_RUNTIME_DIR: runtime })
    expect(readFileSync(join(runtime, 'hsflowd/hsflowd.auto'), 'utf8')).toContain(
      `\ncollector=127.0.0.1 ${receiver.port}\n`,
    )
    const statusFile = join(runtime, `hsflowd/agents/hsflowd.${daemon.pid}.json`)
    const status = (): unknown => JSON.parse(readFileSync(statusFile, 'utf8'))
    await vi.waitFor(
      () =>
        expect(status()).toMatchObject({
          name: 'hsflowd',
          pid: daemon.pid,
          subAgentId: 100_000,
          settings: { file: join(runtime, 'hsflowd/hsflowd.auto'), revision: 1 },
        }),
      { timeout: 3000 },
    )
    expect(warnings()).toEqual([])
    expect((await daemon.stop()).code).toBe(0)
    expect(existsSync(statusFile)).toBe(false)
    await receiver.close()
  })

  it('without that, says so once, and streams', async () => {
    const { receiver, daemon, warnings } = await run({})
    expect(
      warnings()
        .map(({ msg }) => msg)
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^no place for the shared settings file .*\$XDG_RUNTIME_DIR/),
      expect.stringMatching(/^the status file cannot be written: .*\$XDG_RUNTIME_DIR/),
    ])
    expect(existsSync('/run/hsflowd')).toBe(false)
    expect((await daemon.stop()).code).toBe(0)
    await receiver.close()
  })
})
