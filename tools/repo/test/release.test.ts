// What the maintainer's one command would do: CONTRIBUTING.md, "Releases".
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { manifestOf, publishedFolders } from './support/packages.ts'
import { output, root, run } from './support/run.ts'

const nx = join(root, 'node_modules/.bin/nx')
/** What a release writes, besides commit and tags. */
const written = (): string[] => [
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
  ...publishedFolders().map((source) => readFileSync(join(root, source, 'package.json'), 'utf8')),
  ...publishedFolders().map((source) => String(existsSync(join(root, source, 'CHANGELOG.md')))),
]

/** Versions come from commits and tags. */
async function historyMissing(): Promise<string | undefined> {
  const { stdout } = await run(root, 'git', ['rev-parse', '--is-shallow-repository']).catch(() => ({
    stdout: '',
  }))
  return stdout.trim() === 'false' ? undefined : 'no git here, or a copy without its history'
}

it('nx release takes each package one step up, and with --dry-run changes nothing', async (ctx) => {
  const reason = await historyMissing()
  if (reason !== undefined) ctx.skip(reason)
  const before = { files: written(), tags: await output(root, 'git', ['tag']) }
  const said = await output(root, nx, ['release', 'minor', '--dry-run', '--skip-publish'])
  for (const source of publishedFolders()) {
    const { name, version } = manifestOf(source)
    const [major, minor] = version.split('.').map(Number)
    const next = `${major}.${minor! + 1}.0`
    expect(said).toContain(`New version ${next} written to manifest: ${source}/package.json`)
    expect(said).toContain(`an entry in ${source}/CHANGELOG.md for ${name}@${next}`)
  }
  expect({ files: written(), tags: await output(root, 'git', ['tag']) }).toEqual(before)
})

it('nx release takes versions from the commits unless told', async (ctx) => {
  const reason = await historyMissing()
  if (reason !== undefined) ctx.skip(reason)
  const said = await output(root, nx, ['release', '--dry-run', '--skip-publish'])
  for (const source of publishedFolders())
    expect(said).toContain(`Running release version for project: ${manifestOf(source).name}`)
})
