import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDeb } from './deb.mjs'
import { makeImageContext } from './image.mjs'
import { makeRpm } from './rpm.mjs'
import { layOut } from './tree.mjs'

const makers = { deb: makeDeb, rpm: makeRpm, image: makeImageContext }
export const formats = Object.keys(makers)

/**
 * Makes packages of what the last build left: the same bytes whenever and wherever, for one SOURCE_DATE_EPOCH (the
 * time of the commit unless told).
 * @param options root: of the repository; formats; arch: Node's name; version; out: directory
 * @returns their paths
 */
export async function makePackages({
  root,
  formats: wanted = formats,
  arch = process.arch,
  version = versionOf(root),
  out,
}) {
  const epoch = Number(
    process.env.SOURCE_DATE_EPOCH ??
      execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }),
  )
  mkdirSync(out, { recursive: true })
  const work = mkdtempSync(join(tmpdir(), 'hsflowd-packaging-'))
  try {
    const tree = join(work, 'tree')
    await layOut(tree, { root, arch, version, epoch })
    const scripts = readFileSync(new URL('scripts.sh', import.meta.url), 'utf8')
    return wanted.map((format) => makers[format](tree, { arch, version, epoch, scripts, work, out }))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function versionOf(root) {
  return JSON.parse(readFileSync(join(root, 'packages/hsflowd/package.json'), 'utf8')).version
}
