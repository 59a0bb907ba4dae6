import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDeb } from './deb.mjs'
import { makeImageContext } from './image.mjs'
import { manifests } from './manifest.mjs'
import { makeRpm } from './rpm.mjs'
import { layOut } from './tree.mjs'

const makers = { deb: makeDeb, rpm: makeRpm, image: makeImageContext }
export const formats = Object.keys(makers)
export const programs = manifests.map(({ program }) => program)

/**
 * Makes packages of what the last build left: the same bytes whenever and wherever, for one SOURCE_DATE_EPOCH (the
 * time of the commit unless told).
 * @param options root: of the repository; formats; programs; arch: Node's name; version; out: directory
 * @returns their paths, by program
 */
export async function makePackages({
  root,
  formats: wanted = formats,
  programs: chosen = programs,
  arch = process.arch,
  version = versionOf(root),
  out,
}) {
  const epoch = Number(
    process.env.SOURCE_DATE_EPOCH ??
      execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }),
  )
  mkdirSync(out, { recursive: true })
  const of = async (manifest) => {
    const work = mkdtempSync(join(tmpdir(), 'hsflowd-packaging-'))
    try {
      const tree = join(work, 'tree')
      await layOut(tree, { root, manifest, arch, version, epoch })
      const scripts = ['common', manifest.program].map(script).join('\n')
      const options = { manifest, arch, version, epoch, scripts, work, out }
      return wanted.filter((format) => makes(format, manifest)).map((format) => makers[format](tree, options))
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  const files = []
  for (const manifest of manifests) if (chosen.includes(manifest.program)) files.push(...(await of(manifest)))
  return files
}

/** The image is of the daemon of the host. */
const makes = (format, { program }) => format !== 'image' || program === 'hsflowd'

const script = (name) => readFileSync(new URL(`scripts/${name}.sh`, import.meta.url), 'utf8')

function versionOf(root) {
  return JSON.parse(readFileSync(join(root, 'packages/hsflowd/package.json'), 'utf8')).version
}
