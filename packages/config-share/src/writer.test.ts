import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../test/helpers.ts'
import { settingsNumber } from '../test/settings-number.ts'
import { formatSharedFile } from './format.ts'
import { openSharedFileWriter } from './writer.ts'
import type { WriterOptions } from './writer.ts'

async function open(path: string, more: Partial<WriterOptions> = {}) {
  const writer = await openSharedFileWriter({ path, ...more })
  onTestFinished(() => writer.close())
  return writer
}

const textOf = (polling: number, revision: number) =>
  formatSharedFile({ state: 'settings', settings: settingsNumber(polling) }, revision)

test('the revision rises with what a reader can see, and with nothing else', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const writer = await open(path)
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 1, changed: true })
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 1, changed: false })
  expect(await writer.write(settingsNumber(1, { agentIP: '10.0.0.1' }))).toEqual({
    revision: 2,
    changed: true,
  })
  expect(await writer.write(null, { agentIP: '10.0.0.1' })).toEqual({ revision: 3, changed: true })
  expect(await writer.write(null)).toEqual({ revision: 4, changed: true })
  expect(await readFile(path, 'utf8')).toBe(formatSharedFile({ state: 'silent', identity: {} }, 4))
})

test('a restart goes on from the file, and leaves it alone when it says the same', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  await writeFile(path, textOf(1, 41))
  const writer = await open(path)
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 41, changed: false })
  expect(await writer.write(settingsNumber(2))).toEqual({ revision: 42, changed: true })
})

test.each([
  ['torn: the larger revision', 'rev_start=41\nsampling=1\nrev_end=40\n', 42],
  ['cut off', textOf(1, 41).slice(0, 100), 42],
  ['edited by hand', textOf(1, 41).replaceAll('\n', '\r\n'), 42],
  ['empty', '', 1],
  ['something else', 'hello', 1],
  ['the last revision', textOf(2, 0x7fff_ffff), 1],
])('a restart after a file that is %s', async (_, old, revision) => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  await writeFile(path, old)
  const writer = await open(path)
  expect(await writer.write(settingsNumber(1))).toEqual({ revision, changed: true })
  expect(await readFile(path, 'utf8')).toBe(textOf(1, revision))
})

test('a file that somebody removed or changed is mended by the next write', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const writer = await open(path)
  await writer.write(settingsNumber(1))
  await rm(path)
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 2, changed: true })
  await writeFile(path, textOf(7, 9))
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 10, changed: true })
})

test('the mode is 0644 whatever the umask is, also where the old file had another', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const before = process.umask(0o077)
  onTestFinished(() => {
    process.umask(before)
  })
  const writer = await open(path)
  await writer.write(settingsNumber(1))
  expect((await stat(path)).mode & 0o777).toBe(0o644)
  await chmod(path, 0o600)
  expect((await writer.write(settingsNumber(1))).changed).toBe(true)
  expect((await stat(path)).mode & 0o777).toBe(0o644)
})

test('of calls that come while one is under way, only the last is carried out', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const writer = await open(path)
  const results = await Promise.all([1, 2, 3, 4, 5].map((polling) => writer.write(settingsNumber(polling))))
  expect(results.map(({ revision }) => revision)).toEqual([1, 2, 2, 2, 2])
  expect(await readFile(path, 'utf8')).toBe(textOf(5, 2))
  expect(await readdir(join(path, '..'))).toEqual(['hsflowd.auto'])
})

test('settings are taken as they are at the call', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const writer = await open(path)
  const settings = settingsNumber(1)
  const first = writer.write(settings)
  settings.polling = 2
  const second = writer.write(settings)
  settings.polling = 3
  await Promise.all([first, second])
  expect(await readFile(path, 'utf8')).toContain('polling=2\n')
})

test('settings that the schema refuses change nothing, and neither do they replace settings that wait', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const writer = await open(path)
  const good = [writer.write(settingsNumber(1)), writer.write(settingsNumber(2))]
  await expect(writer.write(settingsNumber(-1))).rejects.toMatchObject({ code: 'HSF_SHARED_SETTINGS' })
  await Promise.all(good)
  expect(await readFile(path, 'utf8')).toBe(textOf(2, 2))
})

test('a missing directory is said, and a later write succeeds', async () => {
  const directory = join(await temporaryDirectory(), 'later')
  const writer = await open(join(directory, 'hsflowd.auto'))
  await expect(writer.write(settingsNumber(1))).rejects.toMatchObject({
    name: 'SharedFileError',
    code: 'HSF_SHARED_NO_DIRECTORY',
    file: join(directory, 'hsflowd.auto'),
    remedy: expect.stringContaining('-o FILE'),
    cause: { code: 'ENOENT' },
  })
  await mkdir(directory)
  expect(await writer.write(settingsNumber(1))).toEqual({ revision: 1, changed: true })
})

test('a directory in the place of the file is said and stays', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  await mkdir(path)
  const writer = await open(path)
  await expect(writer.write(settingsNumber(1))).rejects.toMatchObject({ code: 'HSF_SHARED_NOT_FILE' })
  expect((await stat(path)).isDirectory()).toBe(true)
})

test('through a link of ours the file behind it is written', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, 'run'))
  await symlink('run/hsflowd.auto', join(directory, 'link'))
  const writer = await open(join(directory, 'link'))
  await writer.write(settingsNumber(1))
  await writer.write(settingsNumber(2))
  expect(await readFile(join(directory, 'run/hsflowd.auto'), 'utf8')).toBe(textOf(2, 2))
})

test('createNow makes an empty file at once, and takes it away again when it was not used', async () => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  const unused = await openSharedFileWriter({ path, createNow: true })
  expect(await readFile(path, 'utf8')).toBe('')
  await unused.close()
  await expect(stat(path)).rejects.toThrow('ENOENT')

  const used = await openSharedFileWriter({ path, createNow: true })
  await used.write(settingsNumber(1))
  await used.close()
  expect(await readFile(path, 'utf8')).toBe(textOf(1, 1))
  await expect(used.write(settingsNumber(2))).rejects.toMatchObject({ code: 'HSF_SHARED_CLOSED' })
})

test('what a killed writer left is removed, what a living one needs is not', async () => {
  const directory = await temporaryDirectory()
  const dead = 2 ** 22 + 1 // Beyond the kernel's PID_MAX_LIMIT.
  const names = [`.hsflowd.auto.${dead}.tmp`, `.hsflowd.auto.${process.ppid}.tmp`, `.other.${dead}.tmp`]
  for (const name of names) await writeFile(join(directory, name), 'half')
  await writeFile(join(directory, `.hsflowd.auto.${process.pid}.tmp`), 'half')
  const writer = await open(join(directory, 'hsflowd.auto'))
  await writer.write(settingsNumber(1))
  expect(new Set(await readdir(directory))).toEqual(new Set([names[1], names[2], 'hsflowd.auto']))
})
