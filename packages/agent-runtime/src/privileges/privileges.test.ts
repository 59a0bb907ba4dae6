import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveDirectories } from './give-directories.ts'
import { findUser } from './service-user.ts'

let etc: string
beforeAll(() => {
  etc = mkdtempSync(join(tmpdir(), 'hsflowd-etc-'))
  writeFileSync(
    join(etc, 'passwd'),
    'root:x:0:0::/root:/bin/sh\nhsflowd:x:992:991::/nonexistent:/usr/sbin/nologin\nodd:x::1::/:/bin/sh\n',
  )
  writeFileSync(join(etc, 'group'), 'root:x:0:\nhsflowd:x:991:\nlibvirt:x:64055:me,hsflowd\nother:x:5:me\n')
})
afterAll(() => rmSync(etc, { recursive: true }))

test('a user with all its groups', async () => {
  expect(await findUser('hsflowd', etc)).toEqual({
    name: 'hsflowd',
    uid: 992,
    gid: 991,
    groups: [991, 64055],
  })
  expect(await findUser('root', etc)).toMatchObject({ uid: 0, gid: 0 })
})

test('no such user, or an entry without a number', async () => {
  expect(await findUser('nobody-here', etc)).toBeUndefined()
  expect(await findUser('odd', etc)).toBeUndefined()
})

test.skipIf(process.getuid?.() !== 0)(
  'directories are given, but none behind a link, and one that cannot be had is no reason to stop (skipped: needs root)',
  async () => {
    const root = join(etc, 'given')
    const [made, mine, link, file] = ['made/deep', 'mine', 'link', 'file'].map((name) =>
      join(root, name),
    ) as [string, string, string, string]
    mkdirSync(mine, { recursive: true })
    chmodSync(mine, 0o750)
    symlinkSync(mine, link)
    writeFileSync(file, '')
    await giveDirectories([link, file, join(file, 'below'), made], { uid: 65_534, gid: 65_534 })
    expect(statSync(mine)).toMatchObject({ uid: 0, gid: 0 })
    expect(statSync(file).uid).toBe(0)
    expect(statSync(made)).toMatchObject({ uid: 65_534, gid: 65_534 })
    await giveDirectories([made], { uid: 65_533, gid: 65_533 })
    expect(statSync(made).uid).toBe(65_534)
  },
)
