// ovs { } of the built hsflowd, with programs in the place of sflowovsd: started, reloaded, stopped and killed.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '@host-sflow/agent-runtime'
import { describe, expect, it, vi } from 'vitest'
import { doctor } from './support/doctor.ts'
import { hsflowd, scratch, WARN, type RunOptions } from './support/hsflowd.ts'

/** Notes how it was started and that it ended, and ends with its standard input. */
const GOOD = `env >$NOTES.env; echo "start $$ $*" >>$NOTES; cat >/dev/null; echo "end $$" >>$NOTES`
/** Ends by SIGKILL only. */
const STUBBORN = `trap '' TERM; echo "start $$ $*" >>$NOTES; while :; do sleep 1; done`

/** A hsflowd with a PATH of its own, and its files. */
function rig(block: string, script?: string, args: readonly string[] = [], options: RunOptions = {}) {
  const directory = scratch()
  const [config, auto, bin] = ['hsflowd.conf', 'hsflowd.auto', 'sflowovsd'].map((name) =>
    join(directory, name),
  ) as [string, string, string]
  const notes = join(directory, 'notes')
  const configure = (text: string): void =>
    writeFileSync(config, `sflow { polling = 60 collector { ip = 127.0.0.1 udpport = 9 } ${text} }\n`)
  const install = (text: string): void => {
    writeFileSync(bin, `#!/bin/sh\n${text}\n`)
    chmodSync(bin, 0o755)
  }
  configure(block)
  if (script !== undefined) install(script)
  const daemon = hsflowd(['-f', config, '-o', auto, '--log-format', 'json', ...args], {
    ...options,
    env: {
      PATH: `${directory}:/usr/bin:/bin`,
      NOTES: notes,
      OVS_RUNDIR: '/nowhere/ovs',
      HSFLOWD_POLLING: '1',
      STATE_DIRECTORY: directory,
      ...options.env,
    },
  })
  const noted = (): string[] =>
    existsSync(notes)
      ? readFileSync(notes, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : []
  /** Waits for so many notes; the last one. */
  const note = async (count: number): Promise<string> => {
    await vi
      .waitUntil(() => noted().length >= count, { timeout: 10_000, interval: 20 })
      .catch(() => {
        throw new Error(`not ${count} notes: ${noted().join('\n')}\n${daemon.stderr()}`)
      })
    return noted().at(-1)!
  }
  return {
    daemon,
    config,
    auto,
    bin,
    notes,
    configure,
    install,
    noted,
    note,
  }
}

const pidOf = (note: string): number => Number(note.split(' ')[1])
/** Notes without their process ids. */
const plain = (notes: readonly string[]): string[] => notes.map((note) => note.replace(/ \d+/u, ''))
const stay = process.getuid?.() === 0 ? ' --keep-root' : ''

describe.skipIf(process.platform === 'win32')('ovs { }', { concurrent: true }, () => {
  it('starts sflowovsd, follows its keys, and stops it', async () => {
    const { daemon, auto, notes, configure, note, noted } = rig('ovs { }', GOOD, ['-d'])
    const tail = `--log-format json -d${stay}`
    const first = await note(1)
    expect(first).toBe(`start ${pidOf(first)} -f ${auto} --supervised --on-exit keep ${tail}`)
    const environment = readFileSync(`${notes}.env`, 'utf8')
    expect(environment).toContain('OVS_RUNDIR=/nowhere/ovs\n')
    expect(environment).not.toContain('HSFLOWD_')

    // What is not of the block does not concern it; what is wrong changes nothing.
    configure('ovs { } sampling = 10')
    daemon.kill('SIGHUP')
    await daemon.logged('sampling: 400 -> 10')
    configure('ovs { onExit = never }')
    daemon.kill('SIGHUP')
    await daemon.logged('one of keep, remove is needed')
    expect(noted()).toEqual([first])

    configure('ovs { db = tcp:192.0.2.1:6640 adopt = on onExit = remove }')
    daemon.kill('SIGHUP')
    await note(3)
    expect(plain(noted()).slice(1)).toEqual([
      'end',
      `start -f ${auto} --supervised --db tcp:192.0.2.1:6640 --adopt --on-exit remove ${tail}`,
    ])
    configure('')
    daemon.kill('SIGHUP')
    expect(plain([await note(4)])).toEqual(['end'])
    configure('ovs { }')
    daemon.kill('SIGHUP')
    const last = await note(5)
    const { code, tookMs } = await daemon.stop()
    expect([code, tookMs < 2000]).toEqual([0, true])
    expect(noted().at(-1)).toBe(`end ${pidOf(last)}`)
    expect(daemon.said('has ended')).toEqual([])
    expect(daemon.log().filter(({ component, level }) => component === 'ovs' && level >= WARN)).toEqual([])
  })

  it('has nothing left of sflowovsd when hsflowd is killed', async () => {
    const { daemon, note } = rig('ovs { }', GOOD)
    const pid = pidOf(await note(1))
    daemon.kill('SIGKILL')
    // Its standard error is open as long as that of sflowovsd.
    await daemon.ended
    expect(pidOf(await note(2))).toBe(pid)
    await vi.waitUntil(() => !isAlive(pid), { timeout: 5000 })
  })

  it('does not let a sflowovsd that hangs hold up the end of hsflowd', async () => {
    const { daemon, note } = rig('ovs { }', STUBBORN)
    const pid = pidOf(await note(1))
    const { code, tookMs } = await daemon.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeGreaterThan(2900)
    expect(tookMs).toBeLessThan(4500)
    expect(isAlive(pid)).toBe(false)
  })

  it('tells in status and doctor why sflowovsd does not run, then that it runs', async () => {
    const { daemon, auto, config, bin, install, note } = rig('ovs { }', 'exit 1')
    await daemon.logged('sflowovsd has ended: exit code 1 (')
    const status = async (): Promise<string> => {
      const run = hsflowd(['status', '-o', auto])
      await run.ended
      return run.stdout()
    }
    const shows = (what: RegExp): Promise<void> =>
      vi.waitFor(async () => expect(await status()).toMatch(what), { timeout: 15_000, interval: 300 })
    await shows(/module ovs +state waiting, .*lastExit exit code 1\n +last error .*sflowovsd has ended/u)
    const { of } = await doctor(['-f', config, '-o', auto])
    expect(of('modules')).toEqual([
      {
        check: 'modules',
        status: 'warn',
        detail: 'ovs: waiting: sflowovsd has ended: exit code 1',
        fix: 'see what it says before that; it is started again',
      },
    ])
    install(GOOD)
    const pid = pidOf(await note(1))
    await shows(/module ovs +state running, pid \d+, .*restarts \d/u)
    expect(await status()).toContain(`pid ${pid}, `)
    expect(await status()).toContain(`program ${bin}`)
    expect((await doctor(['-f', config, '-o', auto])).of('modules')).toMatchObject([{ status: 'ok' }])
    await daemon.stop()
  })

  it('says how to install sflowovsd, and needs no restart when that is done', async () => {
    // As if installed elsewhere: no package of the repository is beside it.
    const { daemon, install, note } = rig('ovs { }', undefined, ['--withdraw-on-exit'], { readable: true })
    const { msg, component } = await daemon.logged('sflowovsd is not installed')
    expect([msg.includes('npm install --global @host-sflow/sflowovsd;'), component]).toEqual([true, 'ovs'])
    install(GOOD)
    expect(await note(1)).toContain('--on-exit remove')
    await daemon.stop()
    expect(daemon.said('is not installed')).toHaveLength(1)
  })

  it('gives sflowovsd the right to use the database of Open vSwitch, and no other', async (ctx) => {
    ctx.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root has rights to give')
    const script = `grep -E '^(Uid|Cap(Eff|Prm|Inh|Amb)):' /proc/self/status >$NOTES.rights; ${GOOD}`
    const options = { readable: true, drop: true }
    const { daemon, notes, note } = rig('ovs { }', script, ['--user', 'nobody'], options)
    expect(await note(1)).not.toContain('--keep-root')
    const lines = readFileSync(`${notes}.rights`, 'utf8').trimEnd().split('\n')
    const rights = Object.fromEntries(lines.map((line) => line.split(/:\t/u) as [string, string]))
    // capabilities(7): CAP_DAC_OVERRIDE is number 1.
    const only = '0000000000000002'
    expect(rights).toMatchObject({ CapEff: only, CapPrm: only, CapInh: only, CapAmb: only })
    expect(rights['Uid']).not.toMatch(/\b0\b/u)
    await daemon.stop()
  })
})
