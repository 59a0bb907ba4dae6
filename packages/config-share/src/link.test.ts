import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../test/helpers.ts'
import { linkSharedFile } from './link.ts'
import { findRunningHsflowd } from './running.ts'

async function place() {
  const root = await temporaryDirectory()
  await mkdir(join(root, 'etc'))
  const link = join(root, 'etc/hsflowd.auto')
  const file = join(root, 'run/hsflowd/hsflowd.auto')
  return { link, file }
}

const nobody = () => Promise.resolve(undefined)
const somebody = () => Promise.resolve(4711)

test('a link is made where nothing is, and found again', async () => {
  const { link, file } = await place()
  expect(await linkSharedFile({ link, file, findRunning: somebody })).toEqual({ state: 'linked' })
  expect(await readlink(link)).toBe(file)
  expect(await linkSharedFile({ link, file, findRunning: somebody })).toEqual({ state: 'present' })
  expect(await readdir(dirname(link))).toEqual(['hsflowd.auto'])
})

test('a relative link to our file is present', async () => {
  const { link, file } = await place()
  await symlink('../run/hsflowd/hsflowd.auto', link)
  expect(await linkSharedFile({ link, file, findRunning: nobody })).toEqual({ state: 'present' })
})

test('a file or link of a hsflowd that does not run is replaced, of a running one never', async () => {
  for (const make of [
    (link: string) => writeFile(link, 'rev_start=1\nrev_end=1\n'),
    (link: string) => symlink('/elsewhere', link),
  ]) {
    const { link, file } = await place()
    await make(link)
    const before = await lstat(link)
    expect(await linkSharedFile({ link, file, findRunning: somebody })).toEqual({
      state: 'kept',
      problem: expect.objectContaining({
        code: 'HSF_SHARED_BUSY',
        message: expect.stringContaining('4711'),
        file: link,
      }),
    })
    expect((await lstat(link)).ino).toBe(before.ino)
    expect(await linkSharedFile({ link, file, findRunning: nobody })).toEqual({ state: 'linked' })
    expect(await readlink(link)).toBe(file)
  }
})

test('our file at the place of the link is no link to itself', async () => {
  const { link } = await place()
  await writeFile(link, 'text')
  expect(await linkSharedFile({ link, file: link, findRunning: nobody })).toEqual({ state: 'present' })
  expect(await readFile(link, 'utf8')).toBe('text')
})

test('a directory stays, and a missing one is said', async () => {
  const { link, file } = await place()
  await mkdir(link)
  await expect(linkSharedFile({ link, file, findRunning: nobody })).rejects.toMatchObject({
    code: 'HSF_SHARED_NOT_FILE',
  })
  await expect(linkSharedFile({ link: join(file, 'x/y'), file, findRunning: nobody })).rejects.toMatchObject({
    code: 'HSF_SHARED_NO_DIRECTORY',
  })
})

async function processTable(processes: Record<number, { comm: string; mounts?: string }>, pidFile?: string) {
  const root = await temporaryDirectory()
  await mkdir(join(root, 'var/run'), { recursive: true })
  if (pidFile !== undefined) await writeFile(join(root, 'var/run/hsflowd.pid'), pidFile)
  for (const [pid, { comm, mounts }] of Object.entries(processes)) {
    await mkdir(join(root, 'proc', pid, 'ns'), { recursive: true })
    await writeFile(join(root, 'proc', pid, 'comm'), `${comm}\n`)
    if (mounts !== undefined) await symlink(`mnt:[${mounts}]`, join(root, 'proc', pid, 'ns/mnt'))
  }
  return { root, self: 10 }
}

test.each([
  ['nothing', {}, undefined, undefined],
  ['a stale pid file', {}, '77\n', undefined],
  ['a pid file whose pid is something else now', { 77: { comm: 'bash' } }, '77\n', undefined],
  ['a pid file of a running one', { 77: { comm: 'hsflowd' } }, '77\n', 77],
  ['one in the foreground', { 5: { comm: 'bash' }, 78: { comm: 'hsflowd' } }, undefined, 78],
  ['garbage in the pid file', { 78: { comm: 'hsflowd' } }, 'x', 78],
  ['only ourselves', { 10: { comm: 'hsflowd' } }, '10\n', undefined],
  [
    'one in a container',
    { 10: { comm: 'node', mounts: '1' }, 79: { comm: 'hsflowd', mounts: '2' } },
    undefined,
    undefined,
  ],
  [
    'one beside us',
    { 10: { comm: 'node', mounts: '1' }, 79: { comm: 'hsflowd', mounts: '1' } },
    undefined,
    79,
  ],
])('running: %s', async (_, processes, pidFile, pid) => {
  expect(await findRunningHsflowd(await processTable(processes, pidFile))).toBe(pid)
})
