// The shared file at its usual place, seen by a root in mounts of its own: the machine's /etc and /run stay as they are.
import { execFileSync } from 'node:child_process'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hsflowd, WARN, type Hsflowd } from './support/hsflowd.ts'
import { needMounts, withMounts } from './support/namespace.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

beforeEach((ctx) => needMounts(ctx))

/** An empty /run, and a copy of /etc. */
const OWN_MOUNTS = `
  copy=$(mktemp -d)
  mount -t tmpfs tmpfs "$copy"
  cp -a /etc/. "$copy"
  rm -f "$copy/hsflowd.auto" "$copy/hsflowd.conf"
  mount --bind "$copy" /etc
  umount "$copy"
  rmdir "$copy"
  mount -t tmpfs tmpfs /run`

/** What a command prints in the mounts of a process. */
const inside = ({ pid }: Hsflowd, ...command: readonly string[]): string =>
  execFileSync('nsenter', ['-t', `${pid}`, '-m', ...command], { encoding: 'utf8' }).trim()

const hasWritten = (daemon: Hsflowd) =>
  daemon.logged('settings for the sub-agents: /run/hsflowd/hsflowd.auto')

describe.concurrent('the usual place of the shared file', () => {
  it.for([
    ['nothing', ''],
    ['a file that a C hsflowd has left', 'printf "rev_start=6\\nrev_end=6\\n" >/etc/hsflowd.auto'],
    ['a link to nowhere', 'ln -s /run/other.auto /etc/hsflowd.auto'],
    ['an umask of 077', 'umask 077'],
  ])('where there is %s', async ([, before]) => {
    const receiver = await openReceiver()
    const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`], {
      prefix: withMounts(`${OWN_MOUNTS}\n${before}`),
    })
    await hasWritten(daemon)
    expect(inside(daemon, 'stat', '-c', '%a %F', '/run/hsflowd', '/run/hsflowd/hsflowd.auto')).toBe(
      '755 directory\n644 regular file',
    )
    expect(inside(daemon, 'readlink', '/etc/hsflowd.auto')).toBe('/run/hsflowd/hsflowd.auto')
    expect(inside(daemon, 'cat', '/etc/hsflowd.auto')).toContain(`\ncollector=127.0.0.1 ${receiver.port}\n`)
    // A reader as any user.
    const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
    expect(inside(daemon, ...nobody, 'head', '-n1', '/etc/hsflowd.auto')).toContain('# WARNING')
    await vi.waitFor(() =>
      expect(inside(daemon, 'ls', '/run/hsflowd/agents')).toBe(`hsflowd.${daemon.pid}.json`),
    )
    await receiver.until('a datagram', () => receiver.received.length > 0)
    expect(daemon.log().filter(({ level }) => level >= WARN)).toEqual([])
    expect((await daemon.stop()).code).toBe(0)
    await receiver.close()
  })

  it('where a hsflowd runs that keeps its file in /etc', async () => {
    const receiver = await openReceiver()
    // A process of that name, in the same mounts.
    const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`], {
      prefix: withMounts(`${OWN_MOUNTS}
        printf "rev_start=6\\nrev_end=6\\n" >/etc/hsflowd.auto
        mkdir /run/bin
        cp /bin/sleep /run/bin/hsflowd
        /run/bin/hsflowd 20 >/dev/null 2>&1 &
        echo $! >/run/other.pid`),
    })
    try {
      const warning = await daemon.logged('another running hsflowd owns the shared settings file')
      expect(warning.level).toBe(WARN)
      await receiver.until('datagrams', () => receiver.received.length >= 3)
      expect(daemon.log().filter(({ level }) => level >= WARN)).toHaveLength(1)
      expect(inside(daemon, 'cat', '/etc/hsflowd.auto')).toBe('rev_start=6\nrev_end=6')
    } finally {
      process.kill(Number(inside(daemon, 'cat', '/run/other.pid')))
    }
    expect((await daemon.stop()).code).toBe(0)
    await receiver.close()
  })

  it('where /etc is read-only: the file is there, the link is not', async () => {
    const daemon = hsflowd(['--polling', '1', '--collector', '127.0.0.1:9'], {
      prefix: withMounts(`${OWN_MOUNTS}\nmount -o remount,ro,bind /etc`),
    })
    await hasWritten(daemon)
    await daemon.logged('nothing listens', 5000)
    expect(
      daemon.said('/etc/hsflowd.auto: the file system of the shared settings file is read-only'),
    ).toHaveLength(1)
    expect(inside(daemon, 'tail', '-n1', '/run/hsflowd/hsflowd.auto')).toBe('rev_end=1')
    expect((await daemon.stop()).code).toBe(0)
  })

  it.for(['--once', '--dry-run', '--check'])('%s leaves everything alone', async (mode) => {
    const receiver = await openReceiver()
    const daemon = hsflowd([mode, '--collector', `127.0.0.1:${receiver.port}`], {
      prefix: withMounts(`${OWN_MOUNTS}
        cp -a /etc /run/before
        "$@" >/dev/null
        ls -A /run >&2
        diff -r --no-dereference /run/before /etc >&2
        exit`),
    })
    expect((await daemon.ended).code).toBe(0)
    expect(daemon.stderr()).toBe('before\n')
    await receiver.close()
  })
})
