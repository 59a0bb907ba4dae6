// What the documents lead to is there.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './support/run.ts'

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')

/** As GitHub makes them of headings. */
const anchors = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

it.each(documents)('%s has no dead link', (document) => {
  const links = [...text(document).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)]
  const dead = links.filter(([, path, anchor]) => {
    const target = path === '' ? document : join(dirname(document), path!)
    return (
      !existsSync(join(root, target)) || (anchor !== undefined && !anchors(text(target)).includes(anchor))
    )
  })
  expect(dead.map(([link]) => link)).toEqual([])
})

it.each(documents)('%s names scripts that exist', (document) => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
  const named = [...text(document).matchAll(/\bnpm run ([a-z:]+)/g)].map(([, name]) => name!)
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
})
