import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../test/helpers.ts'
import { isStillAt, openToRewrite, rewriteFile } from './rewrite-file.ts'

test.each([
  ['longer', 'short', 'a longer text'],
  ['shorter', 'a longer text', 'short'],
  ['as long', 'one', 'two'],
])('a text that is %s', async (_, before, after) => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, before)
  const { ino } = await stat(path)
  const handle = await openToRewrite(path)
  onTestFinished(() => handle.close())
  await rewriteFile(handle, after)
  expect(await readFile(path, 'utf8')).toBe(after)
  expect((await stat(path)).ino).toBe(ino)
})

test('when writing fails the error comes out', async () => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, 'old')
  const readOnly = await open(path, 'r')
  onTestFinished(() => readOnly.close())
  await expect(rewriteFile(readOnly, 'new text')).rejects.toMatchObject({ code: 'EBADF' })
  expect(await readFile(path, 'utf8')).toBe('old')
})

test('a file that was replaced or removed is not the one that is open', async () => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, 'old')
  const handle = await openToRewrite(path)
  onTestFinished(() => handle.close())
  expect(await isStillAt(handle, path)).toBe(true)
  await writeFile(`${path}.new`, 'new')
  await rename(`${path}.new`, path)
  expect(await isStillAt(handle, path)).toBe(false)
  await rm(path)
  expect(await isStillAt(handle, path)).toBe(false)
})
