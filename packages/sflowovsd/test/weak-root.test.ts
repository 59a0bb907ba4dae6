// A root with fewer rights than root has, as in containers.
import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { scratch } from '../../../tools/rigs/program.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

beforeEach((ctx) => ctx.skip(process.getuid?.() !== 0, 'only root can be less than root'))

function start(lacking: string, runDirectory: string) {
  const { path } = settingsFile()
  chmodSync(dirname(path), 0o755)
  return sflowovsd(['-f', path, '--user', 'nobody'], {
    prefix: ['setpriv', `--bounding-set=${lacking}`],
    env: { OVS_RUNDIR: runDirectory },
  })
}

describe('sflowovsd as root', () => {
  it('says what to do where it may not become another user', async () => {
    const daemon = start('-setuid,-setgid', scratch())
    const { code } = await daemon.ended
    expect(code).toBe(77)
    expect(daemon.log().map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^sflowovsd cannot become another user: .*stay root with -P\)$/u),
    ])
  })

  it('stays root where the directory of the socket is closed to that root, too', async () => {
    const directory = join(scratch(), 'openvswitch')
    mkdirSync(directory, { mode: 0o700 })
    chownSync(directory, 65_533, 65_533)
    const daemon = start('-dac_override,-dac_read_search', directory)
    await daemon.logged(`(${directory}/db.sock is closed to it)`)
    await daemon.logged('this user may not use the database of Open vSwitch')
    expect((await daemon.stop()).code).toBe(0)
  })
})
