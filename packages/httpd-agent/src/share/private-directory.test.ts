import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPlace, tooLong } from './place.ts'
import { ownDirectories, privateDirectory } from './private-directory.ts'
import { scratch } from './share.test-helper.ts'

test('it is made for its user alone', () => {
  const directory = join(scratch(), 'new')
  expect(privateDirectory([directory])).toBe(directory)
  expect(lstatSync(directory).mode & 0o777).toBe(0o700)
  expect(privateDirectory([directory])).toBe(directory)
})

test('what others could write to, or have made, is not used', () => {
  const base = scratch()
  const open = join(base, 'open')
  mkdirSync(open)
  chmodSync(open, 0o755)
  const link = join(base, 'link')
  mkdirSync(join(base, 'real'), { mode: 0o700 })
  symlinkSync(join(base, 'real'), link)
  const file = join(base, 'file')
  writeFileSync(file, '')
  const missing = join(base, 'no', 'way')
  expect(() => privateDirectory([open, link, file, missing])).toThrow(
    /open is open to other users .*link is not a directory.*file is not a directory.*ENOENT/u,
  )
  const good = join(base, 'good')
  expect(privateDirectory([open, good])).toBe(good)
})

test.skipIf(process.geteuid?.() !== 0)("another user's directory is not used", () => {
  const directory = join(scratch(), 'foreign')
  mkdirSync(directory, { mode: 0o700 })
  chownSync(directory, 65534, 65534)
  expect(() => privateDirectory([directory])).toThrow(/belongs to another user/u)
})

test('the place of the user is better than that of all', () => {
  expect(ownDirectories({ XDG_RUNTIME_DIR: '/run/user/7' }, 7)[0]).toBe('/run/user/7/host-sflow')
  expect(ownDirectories({ XDG_RUNTIME_DIR: 'relative' }, 7)).toHaveLength(1)
  expect(ownDirectories({}, 7)[0]).toMatch(/\/host-sflow-7$/u)
})

test('other names in the directory are not generations', () => {
  const directory = scratch()
  for (const name of [
    'k.1.sock',
    'k.20.sock',
    'k.01.sock',
    'k.-1.sock',
    'k.x.sock',
    'k.1.sock.bak',
    'kk.9.sock',
    'k.9999999999999.sock',
  ])
    writeFileSync(join(directory, name), '')
  expect(createPlace(directory, 'k').generations()).toEqual([20, 1])
})

test('a path that no socket can have is passed over for one that is short', () => {
  const directory = scratch()
  const long = join(directory, 'x'.repeat(90))
  const unfit = (each: string): string | undefined => tooLong(each, 'key')
  expect(privateDirectory([long, join(directory, 'short')], unfit)).toBe(join(directory, 'short'))
  expect(readdirSync(directory)).toEqual(['short'])
  expect(() => privateDirectory([long], unfit)).toThrow(/too long a path/u)
})

test('sockets fit the directories that systems have', () => {
  const macos = '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/host-sflow-501'
  expect(tooLong(macos, '0-65535')).toBeUndefined()
  expect(tooLong('/run/user/4294967294/host-sflow', '4026531840-199999')).toBeUndefined()
})
