import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { progress, root, runCommand } from './lib.mjs'

const stamp = `${root}node_modules/.host-sflow-installed`

/** Ends with a plain word where Node is older than the packages allow. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24) return
  console.error(
    `Node ${process.versions.node} is too old or unsupported: install Node 20.19, 22.12, 24 or later.`,
  )
  process.exit(69)
}

/** Runs `npm ci` when the lock file has changed since the last time; nothing is compiled, no install script runs. */
export async function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  if (installed() === wanted) return
  const done = progress('installing npm packages (once, about 15 s)')
  const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, output } = await runCommand('npm', npm)
  if (code !== 0) {
    console.error(`${output}\nnpm ci failed. Is the npm registry reachable? Try: npm ping`)
    process.exit(69)
  }
  writeFileSync(stamp, wanted)
  done()
}

function installed() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}
