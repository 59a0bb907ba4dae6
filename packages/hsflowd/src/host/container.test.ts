import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inContainer } from './container.ts'
import { hostFiles } from './files.ts'

let proc: string
beforeAll(() => {
  proc = mkdtempSync(join(tmpdir(), 'hsflowd-container-'))
  mkdirSync(join(proc, 'self'))
})
afterAll(() => rmSync(proc, { recursive: true }))

describe('inContainer', () => {
  it.each([
    ['/dev/vda / ext4 rw 0 0', false],
    ['/dev/sda2 / btrfs rw,subvol=/var/lib/docker/btrfs/subvolumes/1f 0 0', true],
    ['overlay / overlay rw,lowerdir=/var/lib/docker/overlay2/l/A:/var/lib/docker/overlay2/l/B 0 0', true],
    [
      'overlay / overlay rw,upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/1/fs 0 0',
      true,
    ],
    ['overlay / overlay rw,lowerdir=/var/lib/containers/storage/overlay/l/X 0 0', true],
  ])('%s: %s', (root, expected) => {
    writeFileSync(
      join(proc, 'self/mounts'),
      `proc /proc proc rw 0 0\n${root}\n/dev/sda1 /etc/hosts ext4 rw 0 0\n`,
    )
    expect(inContainer(hostFiles({ proc, sys: '/sys', root: '/' }, () => 0))).toBe(expected)
  })
  it('is not asked where the root of the host is named', () => {
    writeFileSync(
      join(proc, 'self/mounts'),
      'overlay / overlay rw,lowerdir=/var/lib/docker/overlay2/l/A 0 0\n',
    )
    expect(inContainer(hostFiles({ proc, sys: '/sys', root: '/host' }, () => 0))).toBe(false)
  })
})
