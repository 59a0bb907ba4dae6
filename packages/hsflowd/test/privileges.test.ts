// Started as root, hsflowd becomes another user and goes on to do what it is configured to do.
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { readableCopy } from '../../../tools/rigs/readable-copy.ts'
import { openReceiver, openReceiverIn } from '../../../tools/rigs/receiver.ts'

const NOBODY = 65_534
const root = process.platform === 'linux' && process.getuid?.() === 0

/** Fields of /proc/PID/status. */
function statusOf(pid: number, field: string): string {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${field}:`))
  return (
    line
      ?.slice(field.length + 1)
      .trim()
      .replaceAll('\t', ' ') ?? ''
  )
}

/** A directory that every user can read. */
function readableScratch(): string {
  const directory = scratch()
  chmodSync(directory, 0o755)
  return directory
}

describe.skipIf(!root).concurrent('hsflowd that is started as root (skipped: needs Linux and root)', () => {
  it('becomes the user that is named, without any capability, and goes on', async () => {
    const receiver = await openReceiver()
    const directory = readableScratch()
    const state = join(readableScratch(), 'state')
    const [config, auto, pid] = ['hsflowd.conf', 'hsflowd.auto', 'hsflowd.pid'].map((name) =>
      join(directory, name),
    ) as [string, string, string]
    const configure = (sampling: number): void =>
      writeFileSync(
        config,
        `sflow { polling = 1 sampling = ${sampling} collector { ip = 127.0.0.1 udpport = ${receiver.port} } }`,
      )
    configure(1)
    // In a directory of root, so that the file can only be rewritten, and the pid file not be removed.
    const daemon = hsflowd(['-f', config, '-o', auto, '-p', pid, '--user', 'nobody'], {
      readable: true,
      env: { STATE_DIRECTORY: state },
    })
    await daemon.logged('running as user nobody, without privileges')
    await receiver.until('a datagram', () => receiver.received.length > 0)
    expect(statusOf(daemon.pid, 'Uid')).toBe(Array(4).fill(NOBODY).join(' '))
    expect(statusOf(daemon.pid, 'Gid')).toBe(Array(4).fill(NOBODY).join(' '))
    expect(statusOf(daemon.pid, 'Groups')).toBe(`${NOBODY}`)
    for (const set of ['CapEff', 'CapPrm', 'CapInh']) expect(Number(`0x${statusOf(daemon.pid, set)}`)).toBe(0)
    expect(statusOf(daemon.pid, 'NoNewPrivs')).toBe('1')
    expect(statSync(state).uid).toBe(NOBODY)
    expect(statSync(join(directory, 'agents')).uid).toBe(NOBODY)

    configure(2)
    await vi.waitUntil(() => readFileSync(auto, 'utf8').includes('sampling=2\n'), { timeout: 5000 })
    expect(existsSync(join(directory, 'agents', `hsflowd.${daemon.pid}.json`))).toBe(true)
    const before = receiver.received.length
    await receiver.until('more datagrams', () => receiver.received.length > before + 1)
    expect((await daemon.stop()).code).toBe(0)
    expect(readFileSync(pid, 'utf8')).toBe('')
    expect(daemon.log().filter(({ level }) => level >= WARN)).toEqual([])
    // The empty pid file of such an end is in nobody's way.
    const again = hsflowd(['-f', config, '-o', auto, '-p', pid, '-P'])
    await again.logged('hsflowd 0.1')
    expect(statusOf(again.pid, 'Uid')).toBe('0 0 0 0')
    await again.stop()
    expect(existsSync(pid)).toBe(false)
  })

  it('keeps what a collector in a network namespace needs, also when that is made anew', async (ctx) => {
    const { prefix } = addNamespace(ctx)
    const name = prefix.at(-1)!
    const receiver = await openReceiverIn(prefix)
    const directory = readableScratch()
    const config = join(directory, 'hsflowd.conf')
    writeFileSync(
      config,
      `sflow { polling = 1 collector { ip = 127.0.0.1 udpport = ${receiver.port} namespace = ${name} } }`,
    )
    const daemon = hsflowd(['-f', config, '-o', join(directory, 'hsflowd.auto'), '--user', 'nobody'], {
      readable: true,
    })
    await daemon.logged('keeping CAP_SYS_ADMIN (to send from a network namespace)')
    await receiver.until('a datagram', () => receiver.received.length > 0)
    const CAP_SYS_ADMIN = 21
    expect(BigInt(`0x${statusOf(daemon.pid, 'CapEff')}`)).toBe(1n << BigInt(CAP_SYS_ADMIN))
    // The socket is opened after the change of the user.
    writeFileSync(
      config,
      `sflow { polling = 1 collector { ip = 127.0.0.2 udpport = ${receiver.port} namespace = ${name} } }`,
    )
    await daemon.logged('collector added')
    await daemon.stop()
  })

  it('hands down what sflowovsd needs, which it starts, to use the database of Open vSwitch', async (ctx) => {
    const ovs = await privateOvs(ctx, { switch: false })
    await ovs.vsctl('add-br', 'br0')
    // As Open vSwitch makes it, whatever the umask here.
    chmodSync(join(ovs.runDir, 'db.sock'), 0o750)
    const program = readableCopy(join(import.meta.dirname, '../../sflowovsd'), readableScratch())
    symlinkSync('sflowovsd.js', join(program, 'bin/sflowovsd'))
    const directory = readableScratch()
    const config = join(directory, 'hsflowd.conf')
    writeFileSync(config, 'sflow { sampling = 77 collector { ip = 127.0.0.1 udpport = 9 } ovs { } }')
    const daemon = hsflowd(['-f', config, '-o', join(directory, 'hsflowd.auto'), '--user', 'nobody'], {
      readable: true,
      env: { ...ovs.env, PATH: `${join(program, 'bin')}:${process.env['PATH']}` },
    })
    await daemon.logged('keeping CAP_DAC_OVERRIDE (for module ovs: ')
    const rows = (): Promise<string> => ovs.vsctl('--columns=sampling', 'list', 'sflow')
    await vi.waitFor(async () => expect(await rows()).toMatch(/: 77$/), { timeout: 10_000 })
    const [child] = readFileSync(`/proc/${daemon.pid}/task/${daemon.pid}/children`, 'utf8').split(' ')
    expect(statusOf(Number(child), 'Name')).toBe('sflowovsd')
    expect(statusOf(Number(child), 'Uid')).toBe(Array(4).fill(NOBODY).join(' '))
    expect(BigInt(`0x${statusOf(Number(child), 'CapEff')}`)).toBe(1n << 1n)
    expect((await daemon.stop()).code).toBe(0)
  })

  it('says what it will miss: a file that only root can read, a right that it has given up', async () => {
    const directory = readableScratch()
    const config = join(directory, 'hsflowd.conf')
    writeFileSync(config, 'sflow { collector { ip = 127.0.0.1 udpport = 9 } }', { mode: 0o600 })
    const daemon = hsflowd(['-f', config, '-o', join(directory, 'auto'), '--user', 'nobody'], {
      readable: true,
    })
    await daemon.logged(`${config} can be read by root only: its changes will not be (chgrp nobody`)
    chmodSync(config, 0o644)
    writeFileSync(config, 'sflow { collector { ip = 127.0.0.1 udpport = 9 namespace = mgmt } }')
    await daemon.logged(
      'CAP_SYS_ADMIN is needed to send from a network namespace, and was given up at the start',
    )
    expect((await daemon.stop()).code).toBe(0)
  })

  it('says that a user who is named is not there, and ends', async () => {
    const directory = scratch()
    const daemon = hsflowd([
      '--collector',
      '127.0.0.1',
      '-o',
      join(directory, 'auto'),
      '--user',
      'no-such-user',
    ])
    expect((await daemon.ended).code).toBe(77)
    expect(daemon.said('no-such-user')[0]).toContain('--user')
  })

  it('stays root, and says so, where no user was made for it', async (ctx) => {
    const directory = scratch()
    ctx.skip(/^hsflowd:/m.test(readFileSync('/etc/passwd', 'utf8')), 'this machine has a user hsflowd')
    const daemon = hsflowd(['--collector', '127.0.0.1:9', '-o', join(directory, 'auto')], {
      drop: true,
    })
    await daemon.logged('there is no user hsflowd: hsflowd stays root')
    await daemon.stop()
  })
})
