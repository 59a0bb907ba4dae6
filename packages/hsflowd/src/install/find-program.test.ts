import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkReach, findProgram, seenFrom } from './find-program.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsflowd-find-')))
  for (const name of ['hsflowd', 'other']) {
    mkdirSync(join(folder, 'lib', name, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'lib', name, 'bin', `${name}.js`), '')
  }
  mkdirSync(join(folder, 'bin'))
  symlinkSync('../lib/hsflowd/bin/hsflowd.js', join(folder, 'bin/hsflowd'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const node = realpathSync(process.execPath)
const scriptOf = (name: string): string => join(folder, `lib/${name}/bin/${name}.js`)

describe('a program', () => {
  it('is found behind the link that npm makes, another one beside it', async () => {
    const link = join(folder, 'bin/hsflowd')
    expect(await findProgram('hsflowd', link)).toEqual({ node, script: scriptOf('hsflowd') })
    expect(await findProgram('other', link)).toEqual({ node, script: scriptOf('other') })
    await expect(findProgram('third', link)).rejects.toMatchObject({ code: 'HSF_INSTALL_OUT_OF_REACH' })
  })

  it('in the tree of an image is where it will be there', async () => {
    const found = await findProgram('hsflowd', join(folder, 'bin/hsflowd'))
    expect(seenFrom(folder, found)).toEqual({ node, script: '/lib/hsflowd/bin/hsflowd.js' })
  })

  // Wherever this test itself runs.
  const readable = '/bin/sh'

  it('must not be where services have something else', async () => {
    await expect(checkReach({ node: readable, script: '/var/tmp/a.js' })).rejects.toThrow(/\/var\/tmp/)
  })

  it('must be readable for the user of the service, all the way', async () => {
    const script = join(folder, 'a.js')
    writeFileSync(script, '')
    chmodSync(script, 0o640)
    const refusal = checkReach({ node: readable, script }, [])
    await expect(refusal).rejects.toMatchObject({ code: 'HSF_INSTALL_OUT_OF_REACH', exitCode: 69 })
    await expect(refusal).rejects.toThrow(`enter or read ${folder} (`)
    chmodSync(folder, 0o711)
    await expect(checkReach({ node: readable, script }, [])).rejects.toThrow(`enter or read ${script} (`)
    chmodSync(script, 0o644)
    expect(await checkReach({ node: readable, script }, [])).toEqual([])
  })
})
