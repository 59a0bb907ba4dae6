import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { beforeEach, describe, expect, it } from 'vitest'
import { linuxNetAvailable } from './native/libc.ts'
import { statvfs } from './statvfs.ts'

const here = linuxNetAvailable()
beforeEach((ctx) => ctx.skip(!here.available, 'needs Linux and koffi'))

describe('statvfs', () => {
  it('has the figures of stat(1)', () => {
    // Fundamental block size (f_frsize) and total blocks: free ones move while others write.
    const [blockBytes, blocks] = execFileSync('stat', ['-f', '-c', '%S %b', tmpdir()], { encoding: 'utf8' })
      .split(' ')
      .map(Number)
    const space = statvfs(tmpdir())
    expect(space).toMatchObject({ blockBytes, blocks })
    expect(space.free).toBeLessThanOrEqual(space.blocks)
    expect(space.available).toBeLessThanOrEqual(space.free)
  })

  it('names the error', () => {
    expect(() => statvfs('/does/not/exist')).toThrow(
      expect.objectContaining({ code: 'ENOENT', syscall: 'statvfs' }),
    )
  })
})
