import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findSflowovsd, packageFolders } from './find-sflowovsd.ts'

const SCRIPT = '@host-sflow/sflowovsd/bin/sflowovsd.js'

function scratch(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'find-sflowovsd-')))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

function put(file: string, mode: number): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, mode)
  return file
}

it.skipIf(process.platform === 'win32')('the first executable file on PATH is it', async () => {
  const root = scratch()
  mkdirSync(join(root, 'a/sflowovsd'), { recursive: true })
  put(join(root, 'b/sflowovsd'), 0o644)
  const file = put(join(root, 'c/sflowovsd'), 0o755)
  put(join(root, 'd/sflowovsd'), 0o755)
  const path = ['', '.', join(root, 'none'), ...['a', 'b', 'c', 'd'].map((name) => join(root, name))]
  const found = await findSflowovsd({ path: path.join(delimiter), packages: [] })
  expect(found).toEqual({ file, args: [], name: file })
})

it('a directory on PATH that is not absolute is none', async () => {
  const root = scratch()
  put(join(root, 'sflowovsd'), 0o755)
  const before = process.cwd()
  process.chdir(root)
  onTestFinished(() => process.chdir(before))
  expect(await findSflowovsd({ path: ['', '.'].join(delimiter), packages: [] })).toBeUndefined()
})

it.skipIf(process.platform === 'win32')('the link of npm is run by the Node.js that runs now', async () => {
  const root = scratch()
  const script = put(join(root, 'lib/node_modules', SCRIPT), 0o755)
  mkdirSync(join(root, 'bin'))
  const link = join(root, 'bin/sflowovsd')
  symlinkSync(`../lib/node_modules/${SCRIPT}`, link)
  expect(await findSflowovsd({ path: join(root, 'bin'), packages: [] })).toEqual({
    file: process.execPath,
    args: [script],
    name: link,
  })
})

it('else it is the package beside this one, also when that comes later', async () => {
  const [near, far] = [scratch(), scratch()]
  const find = () => findSflowovsd({ path: undefined, packages: [near, far] })
  expect(await find()).toBeUndefined()
  const script = put(join(far, SCRIPT), 0o644)
  expect(await find()).toEqual({ file: process.execPath, args: [script], name: script })
})

it('packages beside this one are those of the repository here', async () => {
  const found = await findSflowovsd({ path: undefined, packages: packageFolders() })
  expect(realpathSync(found!.args[0]!)).toBe(
    join(import.meta.dirname, '../../../../sflowovsd/bin/sflowovsd.js'),
  )
})
