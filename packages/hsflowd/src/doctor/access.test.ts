import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mayRead, mayWrite } from './access.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hsflowd-may-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('the owner, the group and others, each by its own bits', async (ctx) => {
  ctx.skip(process.getuid?.() !== 0, 'needs root')
  const directory = join(root, 'd')
  await mkdir(directory)
  await chmod(root, 0o755)
  await chown(directory, 4711, 4712)
  const may = async (mode: number): Promise<boolean[]> => {
    await chmod(directory, mode)
    return Promise.all([
      mayWrite(directory, 4711, 1),
      mayWrite(directory, 1, 4712),
      mayWrite(directory, 1, 1),
      mayWrite(directory, 0, 0),
    ])
  }
  expect(await may(0o700)).toEqual([true, false, false, true])
  expect(await may(0o770)).toEqual([true, true, false, true])
  // The first class decides, also against its member.
  expect(await may(0o077)).toEqual([false, true, true, true])
  expect(await may(0o777)).toEqual([true, true, true, true])
  expect(await may(0o666)).toEqual([false, false, false, true])
  expect(await mayWrite(join(directory, 'not/yet'), 4711, 1)).toBe(false)
  await chmod(directory, 0o755)
  expect(await mayWrite(join(directory, 'not/yet'), 4711, 1)).toBe(true)
  await chmod(root, 0o700)
  expect(await mayWrite(directory, 4711, 1)).toBe(false)
})

test('a file is read by its own bits, below directories that can be entered', async (ctx) => {
  ctx.skip(process.getuid?.() !== 0, 'needs root')
  const file = join(root, 'f')
  await writeFile(file, '')
  await chmod(root, 0o711)
  await chown(file, 4711, 4712)
  const may = async (mode: number): Promise<boolean[]> => {
    await chmod(file, mode)
    return Promise.all([
      mayRead(file, 4711, 1),
      mayRead(file, 1, 4712),
      mayRead(file, 1, 1),
      mayRead(file, 0, 0),
    ])
  }
  expect(await may(0o600)).toEqual([true, false, false, true])
  expect(await may(0o640)).toEqual([true, true, false, true])
  expect(await may(0o604)).toEqual([true, false, true, true])
  await chmod(root, 0o700)
  expect(await may(0o644)).toEqual([false, false, false, true])
  expect(await mayRead(join(root, 'none'), 0, 0)).toBe(false)
})
