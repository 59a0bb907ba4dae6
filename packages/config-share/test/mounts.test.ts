import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { runScenario } from './child.ts'

const isolated = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
const REASON = 'needs root and a mount namespace of its own (unshare --mount)'

const scenario = (name: string, skip: (reason: string) => void) => {
  if (!isolated) skip(REASON)
  return runScenario(name, { ownMounts: true })
}

describe('file systems', () => {
  test('a full disk is said, the old file stays whole, and the next write succeeds when there is room', async ({
    skip,
  }) => {
    const names = ['filler', 'hsflowd.auto']
    expect(await scenario('fullDisk', skip)).toEqual({
      first: 'revision 1',
      full: 'HSF_SHARED_NO_SPACE',
      after: { polling: 1, names },
      again: 'revision 2',
      end: { polling: 2, names: ['hsflowd.auto'] },
    })
  })

  test('the same where the file can only be rewritten in place', async ({ skip }) => {
    const names = ['hsflowd.auto']
    expect(await scenario('fullDiskInPlace', skip)).toEqual({
      first: 'revision 1',
      full: 'HSF_SHARED_NO_SPACE',
      after: { polling: 1, names },
      again: 'revision 2',
      end: { polling: 2, names },
    })
  })

  test('a read-only file system is said', async ({ skip }) => {
    expect(await scenario('readOnly', skip)).toEqual({
      first: 'revision 1',
      denied: 'HSF_SHARED_READ_ONLY',
      after: { polling: 1, names: ['hsflowd.auto'] },
      again: 'revision 2',
    })
  })

  // Again if need be: a busy machine may take longer than the 100 ms that the interval between looks leaves.
  test(
    'a single bind-mounted file is rewritten in place, and a change of it is seen within a second',
    { retry: 2 },
    async ({ skip }) => {
      const result = await scenario('boundFile', skip)
      expect(result).toEqual({
        written: ['revision 1', 'revision 2'],
        outside: { polling: 2, names: ['mounted', 'real.auto'] },
        names: ['hsflowd.auto'],
        seenAfterMs: expect.any(Number),
      })
      expect(result).toSatisfy(({ seenAfterMs }: { seenAfterMs: number }) => seenAfterMs < 1000)
    },
  )

  test('a writable file in a read-only directory is rewritten in place', async ({ skip }) => {
    expect(await scenario('writableFileInReadOnlyDirectory', skip)).toEqual({
      written: 'revision 1',
      outside: 1,
    })
  })
})
