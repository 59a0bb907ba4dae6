import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { requireSystemd, startSystemd } from '../systemd.ts'

it('boots a machine of its own, whose changes end with it', { timeout: 300_000 }, async (ctx) => {
  const possible = await requireSystemd()
  ctx.skip(!possible.ok, possible.ok ? '' : possible.reason)
  const machine = await startSystemd()
  try {
    expect(await machine.output('cat', '/proc/1/comm')).toBe('systemd\n')
    expect(await machine.output('systemctl', '--failed', '--plain', '--no-legend')).toBe('')
    expect(await machine.output('node', '--version')).toBe(`${process.version}\n`)
    // No way out of it but the loopback.
    const links = JSON.parse(await machine.output('ip', '-j', 'link')) as { ifname: string }[]
    expect(links.map(({ ifname }) => ifname)).toEqual(['lo'])
    await machine.output('touch', '/etc/changed')
    expect(existsSync(`${machine.root}/etc/changed`)).toBe(true)
    expect((await machine.exec('false')).code).toBe(1)
  } finally {
    await machine.stop()
  }
  expect(existsSync(machine.root)).toBe(false)
  const again = await startSystemd()
  expect(existsSync(`${again.root}/etc/changed`)).toBe(false)
  await again.stop()
})
