import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../bin/hsflowd.js')

/** `hsflowd --version` on a Node.js that says it is another one. */
function versionOn(node: string) {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })`
  const claim = `data:text/javascript,${encodeURIComponent(code)}`
  return spawnSync(process.execPath, ['--import', claim, SCRIPT, '--version'], { encoding: 'utf8' })
}

it.each(['18.20.8', '20.18.3'])('says that Node.js %s is too old, instead of failing somewhere', (node) => {
  const { status, stdout, stderr } = versionOn(node)
  expect({ status, stdout }).toEqual({ status: 69, stdout: '' })
  expect(stderr).toContain(`needs Node.js 20.19, 22.12, 24 or later; this is ${node} (${process.execPath})`)
})

it.each(['20.19.0', '22.12.0', '24.0.0'])('runs on Node.js %s', (node) => {
  expect(versionOn(node)).toMatchObject({ status: 0, stderr: '' })
})
