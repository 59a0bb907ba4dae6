// What changes around a running daemon, and what was given to it wrongly.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it, vi } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'

// Nobody listens there: the daemon says so once, and goes on.
const COLLECTOR = ['--collector', '127.0.0.1:9']
/** The daemon looks at its shared file every 5 s, and an address is noticed within 1 s. */
const LOOK_MS = 8000

describe.concurrent('hsflowd', () => {
  it('writes its shared file again when somebody removes or edits it', async ({ expect }) => {
    const auto = join(scratch(), 'hsflowd.auto')
    const daemon = hsflowd([...COLLECTOR, '-o', auto])
    await daemon.logged('revision 1')
    const written = readFileSync(auto, 'utf8')
    rmSync(auto)
    await vi.waitUntil(() => existsSync(auto), { timeout: LOOK_MS })
    writeFileSync(auto, written.replace('polling=30', 'polling=9'))
    await vi.waitUntil(() => readFileSync(auto, 'utf8').includes('polling=30'), { timeout: LOOK_MS })
    expect((await daemon.stop()).code).toBe(0)
  })

  it('takes an address that comes to an interface that is up already', async (ctx) => {
    const { ip, prefix } = addNamespace(ctx)
    // A name that the format of the shared file has no room for: the address is published without it.
    ip('link', 'add', 'aa', 'type', 'veth', 'peer', 'name', 'q#')
    for (const name of ['aa', 'q#']) ip('link', 'set', name, 'up')
    const auto = join(scratch(), 'hsflowd.auto')
    const daemon = hsflowd([...COLLECTOR, '-o', auto], { prefix })
    await daemon.logged('revision 1')
    ip('addr', 'add', '10.9.9.1/24', 'dev', 'q#')
    await daemon.logged('the agent address is now 10.9.9.1 of q#', 3000)
    await daemon.logged('revision 2')
    const text = readFileSync(auto, 'utf8')
    ctx.expect(text).toContain('\nagentIP=10.9.9.1\n')
    ctx.expect(text).not.toContain('\nagent=')
    await daemon.stop()
  })

  it('says that there is no /proc where it was told to look', async ({ expect }) => {
    const empty = scratch()
    const daemon = hsflowd(['--dry-run', ...COLLECTOR, '--path.procfs', empty])
    expect((await daemon.ended).code).toBe(0)
    expect(daemon.said('the files of the kernel are not here')).toEqual([
      expect.stringContaining(`${empty}/stat (mount them, or correct --path.procfs`),
    ])
  })

  it('says that a datagram is too small for its samples', async ({ expect }) => {
    const folder = scratch()
    const config = join(folder, 'hsflowd.conf')
    writeFileSync(
      config,
      'sflow {\n datagramBytes = 200\n polling = 1\n collector { ip = 127.0.0.1 udpport = 9 }\n}\n',
    )
    const daemon = hsflowd(['-f', config, '-o', join(folder, 'hsflowd.auto')])
    const line = await daemon.logged('a sample is larger than a datagram')
    expect(line.level).toBe(WARN)
    await daemon.stop()
    expect(daemon.said('a sample is larger than a datagram')).toHaveLength(1)
  })

  it('warns of another one that has the same shared file', async ({ expect }) => {
    const auto = join(scratch(), 'hsflowd.auto')
    const first = hsflowd([...COLLECTOR, '-o', auto])
    await first.logged('revision 1')
    const status = join(auto, '../agents', `hsflowd.${first.pid}.json`)
    await vi.waitUntil(() => existsSync(status) && readFileSync(status, 'utf8').includes('"revision": 1'), {
      timeout: LOOK_MS,
    })
    const second = hsflowd([...COLLECTOR, '-o', auto])
    await second.logged(`another hsflowd, process ${first.pid}`)
    await Promise.all([first.stop(), second.stop()])
    expect(first.said('another hsflowd')).toEqual([])
  })

  it('does not take a directory for its shared file', async ({ expect }) => {
    const folder = join(scratch(), 'directory')
    await mkdir(folder)
    const daemon = hsflowd([...COLLECTOR, '-o', folder])
    expect((await daemon.ended).code).toBe(64)
    expect(daemon.stderr()).toContain('-o DIRECTORY/hsflowd.auto')
    expect(existsSync(join(folder, '../agents'))).toBe(false)
  })
})
