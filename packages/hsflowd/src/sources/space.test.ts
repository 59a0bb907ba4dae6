import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMounts } from './mounts.ts'
import { addUp } from './space.ts'
import type { Space } from './space.ts'

const server = readFileSync(join(import.meta.dirname, '../../testdata/server/proc/1/mounts'), 'utf8')
const empty = (): Space => ({ totalBytes: 0, freeBytes: 0, maxUsed: undefined })

describe('disk space', () => {
  it('takes each local, writable device once, where it is not covered', () => {
    expect(parseMounts(server).map(({ device, path }) => `${device} ${path}`)).toEqual([
      '/dev/mapper/vg-root /',
      '/dev/sda1 /boot',
      '/dev/sdb /data of us',
      '/dev/sdd1 /mnt',
      '/dev/nvme0n1p1 /home',
      'tank /tank',
      'tank/vm /tank/vm',
    ])
  })

  it('counts in a sandbox, whose mounts are read-only, every file system that can be written', () => {
    // mountinfo under ProtectSystem=strict, ProtectHome=read-only, PrivateTmp=yes and a StateDirectory=.
    const sandbox = [
      '498 459 254:1 / / ro,relatime shared:2 master:1 - ext4 /dev/vda1 rw,discard',
      '499 498 254:16 / /home ro,nosuid master:2 - xfs /dev/vdb rw,attr2',
      '500 498 7:1 / /snap/core ro,nodev - squashfs /dev/loop1 ro',
      '501 498 11:0 / /media/cd\\040rom ro,nosuid - iso9660 /dev/sr0 ro',
      '502 498 254:1 /tmp/systemd-private-1/tmp /tmp rw,relatime - ext4 /dev/vda1 rw,discard',
      '503 498 254:1 /var/lib/hsflowd /var/lib/hsflowd rw,relatime - ext4 /dev/vda1 rw,discard',
      '504 498 254:17 / /data\\040of\\040us ro,relatime - ext4 /dev/vdb1 rw',
    ]
    expect(parseMounts(sandbox.join('\n')).map(({ device, path }) => `${device} ${path}`)).toEqual([
      '/dev/vda1 /',
      '/dev/vdb /home',
      '/dev/vdb1 /data of us',
    ])
  })

  it.each([
    '/dev/fuse /etc/pve fuse rw,nosuid 0 0',
    '/dev/fuse /run/user/0/doc fuse.portal rw 0 0',
    '/dev/sdb1 /mnt/n fuseblk rw 0 0',
    '/dev/sdb1 /mnt/n fuseblk.ntfs-3g rw 0 0',
  ])('does not ask a program that serves files: %s', (line) => {
    expect(parseMounts(`/dev/sda1 / ext4 rw 0 0\n${line}\n`).map(({ path }) => path)).toEqual(['/'])
  })

  it('multiplies blocks by the fragment size', () => {
    const space = empty()
    const mounts = parseMounts('/dev/sdb1 /f ufs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n')
    addUp(
      mounts,
      (path) =>
        path === '/f'
          ? { blockBytes: 512, blocks: 1000, free: 100, available: 100 }
          : { blockBytes: 4096, blocks: 100, free: 60, available: 55 },
      '',
      space,
    )
    expect(space).toEqual({ totalBytes: 512_000 + 409_600, freeBytes: 51_200 + 225_280, maxUsed: 9000 })
  })

  it('counts the free space of a ZFS pool once', () => {
    const space = empty()
    const mounts = parseMounts('tank /tank zfs rw 0 0\ntank/vm /tank/vm zfs rw 0 0\n')
    // 600 blocks are free in the pool; the datasets use 10 and 400.
    addUp(
      mounts,
      (path) => ({ blockBytes: 1024, blocks: path === '/tank' ? 610 : 1000, free: 600, available: 600 }),
      '',
      space,
    )
    expect(space).toEqual({ totalBytes: 1010 * 1024, freeBytes: 600 * 1024, maxUsed: 4000 })
  })

  it('asks below the root of the host, and leaves out what does not answer', () => {
    const asked: string[] = []
    const space = empty()
    addUp(
      parseMounts('/dev/sda1 /boot ext4 rw 0 0\n'),
      (path) => {
        asked.push(path)
        return undefined
      },
      '/host',
      space,
    )
    expect(asked).toEqual(['/host/boot'])
    expect(space.maxUsed).toBeUndefined()
  })
})
