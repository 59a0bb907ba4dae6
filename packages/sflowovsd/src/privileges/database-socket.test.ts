import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closedTo, socketsOf } from './database-socket.ts'

const environment = { OVS_RUNDIR: '/run/ovs' }

describe('the sockets of --db', () => {
  it('are where the programs of Open vSwitch look', () => {
    expect(socketsOf(undefined, {})).toEqual(['/var/run/openvswitch/db.sock'])
    expect(socketsOf(undefined, environment)).toEqual(['/run/ovs/db.sock'])
    expect(socketsOf('unix:other.sock', environment)).toEqual(['/run/ovs/other.sock'])
    expect(socketsOf('unix:/a/b.sock', environment)).toEqual(['/a/b.sock'])
  })

  it('are none of servers on the network', () => {
    expect(socketsOf('tcp:127.0.0.1:6640', environment)).toEqual([])
    expect(socketsOf('tcp:127.0.0.1:6640,unix:/a', environment)).toEqual(['/a'])
  })
})

describe.skipIf(process.getuid?.() !== 0)(
  'what another user may do with a socket (skipped: needs root)',
  () => {
    const user = { name: 'u', uid: 65_533, gid: 65_533, groups: [65_533, 4711] }
    let folder: string
    let path: string
    let server: Server
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sflowovsd-socket-'))
      chmodSync(folder, 0o755)
      mkdirSync(join(folder, 'run'))
      path = join(folder, 'run/db.sock')
      server = createServer()
      await new Promise<void>((resolve) => void server.listen(path, resolve))
    })
    afterEach(() => {
      server.close()
      rmSync(folder, { recursive: true })
    })
    const set = (mode: number, group = 0): void => {
      chownSync(path, 0, group)
      chmodSync(path, mode)
    }

    /** Whether a real program of that user connects. */
    function connects(): boolean {
      const program = `require('node:net').connect(process.argv[1]).on('connect', () => process.exit(0))`
      const { uid, gid, groups } = user
      const ids = [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`]
      try {
        execFileSync('setpriv', [...ids, process.execPath, '-e', program, path], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    }

    it.each([
      ['all may write', 0o666, 0, true],
      ['only root may', 0o750, 0, false],
      ['a group of the user may', 0o770, 4711, true],
      ['it may read only', 0o754, 4711, false],
      ['all but its group may', 0o707, 4711, false],
    ])('%s', (_, mode, group, open) => {
      set(mode, group)
      expect(connects()).toBe(open)
      const why = closedTo(user, path)
      if (open) expect(why).toBeUndefined()
      else
        expect(why).toBe(`${path} is closed to it, it has mode ${mode.toString(8)} of user 0, group ${group}`)
      expect(process.geteuid?.()).toBe(0)
    })

    it('counts the directories above, those behind a link too', () => {
      set(0o666)
      symlinkSync(join(folder, 'run'), join(folder, 'link'))
      const linked = join(folder, 'link/db.sock')
      expect(closedTo(user, linked)).toBeUndefined()
      chmodSync(join(folder, 'run'), 0o700)
      expect(closedTo(user, linked)).toContain('is closed to it')
    })

    it('says that there is none', () => {
      expect(closedTo(user, join(folder, 'none'))).toBe(`${join(folder, 'none')} is not there yet`)
    })

    it('is held up by nothing that lies there instead', () => {
      const fifo = join(folder, 'fifo')
      execFileSync('mkfifo', ['-m', '666', fifo])
      expect(closedTo(user, fifo)).toBeUndefined()
    })

    it('leaves groups as they were', () => {
      const before = process.getgroups?.()
      closedTo(user, path)
      expect([process.getegid?.(), process.getgroups?.()]).toEqual([0, before])
    })
  },
)
