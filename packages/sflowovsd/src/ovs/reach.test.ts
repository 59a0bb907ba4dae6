import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reach } from './reach.ts'
import { defaultServer } from './run-directory.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'reach-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function listen(where: string | { readonly host: string; readonly port: number }) {
  const server = createServer((socket) => socket.destroy())
  server.listen(where)
  await once(server, 'listening')
  const stop = (): Promise<unknown> => new Promise((resolve) => void server.close(resolve))
  onTestFinished(() => void stop())
  const address = server.address()
  return { port: typeof address === 'object' ? address!.port : 0, stop }
}

describe('a server of the database', () => {
  it('at a unix socket', async () => {
    const dir = directory()
    await listen(join(dir, 'db.sock'))
    expect(await reach(`unix:${join(dir, 'db.sock')}`, {})).toEqual({ state: 'ok' })
    // As Open vSwitch does, relative ones are looked for in its own directory.
    expect(await reach('unix:db.sock', { OVS_RUNDIR: dir })).toEqual({ state: 'ok' })
  })

  it('that is not there, or no longer', async () => {
    const dir = directory()
    writeFileSync(join(dir, 'file'), '')
    symlinkSync('loop', join(dir, 'loop'))
    expect(await reach(`unix:${dir}/db.sock`, {})).toMatchObject({
      state: 'absent',
      why: expect.stringContaining('ENOENT'),
    })
    expect(await reach(`unix:${dir}/file/db.sock`, {})).toMatchObject({ state: 'absent' })
    expect(await reach(`unix:${dir}/file`, {})).toMatchObject({ state: 'refused' })
    // A trouble that is not foreseen is left to the program.
    expect(await reach(`unix:${dir}/loop`, {})).toEqual({ state: 'unknown' })
  })

  it('that this user may not use', async (ctx) => {
    if (process.getuid?.() !== 0) ctx.skip('another user is tried, which needs root')
    const dir = directory()
    await listen(join(dir, 'db.sock'))
    // The connection is tried before anything is waited for.
    process.seteuid!(65_534)
    const answer = reach(`unix:${dir}/db.sock`, {})
    process.seteuid!(0)
    expect(await answer).toMatchObject({ state: 'permission' })
  })

  it('at a TCP port', async () => {
    const { port, stop } = await listen({ host: '127.0.0.1', port: 0 })
    expect(await reach(`tcp:127.0.0.1:${port}`, {})).toEqual({ state: 'ok' })
    await stop()
    expect(await reach(`tcp:127.0.0.1:${port}`, {})).toMatchObject({ state: 'refused' })
  })

  it('at a TCP port of IPv6', async () => {
    const { port } = await listen({ host: '::1', port: 0 })
    expect(await reach(`tcp:[::1]:${port}`, {})).toEqual({ state: 'ok' })
  })

  it.each([
    'ssl:127.0.0.1:6640',
    'tcp:database.example.net:6640',
    'tcp:127.0.0.1:99999',
    'tcp:127.0.0.1:0',
    'unix:/a,unix:/b',
    `unix:/${'x'.repeat(200)}`,
    'unix:',
    '',
    'nonsense',
  ])('that only its own program can tell of: %s', async (server) => {
    expect(await reach(server, {})).toEqual({ state: 'unknown' })
  })

  it('is where ovs-vsctl looks for it', () => {
    expect(defaultServer({})).toBe('unix:/var/run/openvswitch/db.sock')
    expect(defaultServer({ OVS_RUNDIR: '/srv/ovs' })).toBe('unix:/srv/ovs/db.sock')
  })
})
