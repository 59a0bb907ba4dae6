import { chown, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../test/helpers.ts'
import { makeSharedDirectory, sharedFilePaths, sharedFileToWrite } from './paths.ts'

test.each([
  ['a named file is the only one', { explicit: '/x', env: { HSFLOWD_AUTO: '/y' } }, ['/x']],
  ['then that of the environment', { env: { HSFLOWD_AUTO: '/y', XDG_RUNTIME_DIR: '/run/user/7' } }, ['/y']],
  [
    'then that of the host, then that of the user',
    { env: { HSFLOWD_AUTO: '', XDG_RUNTIME_DIR: '/run/user/7' } },
    ['/etc/hsflowd.auto', '/run/user/7/hsflowd/hsflowd.auto'],
  ],
  ['a relative XDG_RUNTIME_DIR does not count', { env: { XDG_RUNTIME_DIR: 'run' } }, ['/etc/hsflowd.auto']],
  ['the root of a test', { root: '/r', env: {} }, ['/r/etc/hsflowd.auto']],
])('reading: %s', (_, place, paths) => {
  expect(sharedFilePaths(place)).toEqual(paths)
})

test('writing: root in /run, the owner of /run/hsflowd there too, others in their own directory', async () => {
  const root = await temporaryDirectory()
  const env = { XDG_RUNTIME_DIR: '/run/user/7' }
  const own = '/run/user/7/hsflowd/hsflowd.auto'
  const common = join(root, 'run/hsflowd/hsflowd.auto')
  expect(await sharedFileToWrite({ root, env, uid: 0 })).toBe(own)
  await mkdir(join(root, 'run'))
  expect(await sharedFileToWrite({ root, env, uid: 0 })).toBe(common)
  expect(await sharedFileToWrite({ root, env, uid: 4321 })).toBe(own)
  await mkdir(join(root, 'run/hsflowd'))
  const { uid } = await stat(join(root, 'run/hsflowd'))
  expect(await sharedFileToWrite({ root, env, uid })).toBe(common)
  expect(await sharedFileToWrite({ root, env, uid: uid + 1 })).toBe(own)
  await expect(sharedFileToWrite({ root, env: {}, uid: uid + 1 })).rejects.toMatchObject({
    code: 'HSF_SHARED_NO_PLACE',
  })
  expect(await sharedFileToWrite({ root, env: { HSFLOWD_AUTO: '/y' }, uid: 0 })).toBe('/y')
  expect(await sharedFileToWrite({ root, explicit: '/x', env: { HSFLOWD_AUTO: '/y' }, uid: 0 })).toBe('/x')
})

test('the directory is made once, readable, and given to its user', async (context) => {
  const root = await temporaryDirectory()
  const file = join(root, 'hsflowd/hsflowd.auto')
  const before = process.umask(0o077)
  await makeSharedDirectory(file).finally(() => process.umask(before))
  await makeSharedDirectory(file)
  expect((await stat(join(root, 'hsflowd'))).mode & 0o777).toBe(0o755)
  await expect(makeSharedDirectory(join(root, 'no/such/file'))).rejects.toMatchObject({
    code: 'HSF_SHARED_NO_DIRECTORY',
  })
  context.skip(process.geteuid?.() !== 0, 'only root can give a directory away')
  await chown(root, 0, 0)
  await makeSharedDirectory(file, { uid: 4321, gid: 4322 })
  expect(await stat(join(root, 'hsflowd'))).toMatchObject({ uid: 4321, gid: 4322 })
})
