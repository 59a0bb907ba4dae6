// The README says what the code says.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { environmentVariables } from '../src/environment.ts'

const folder = join(import.meta.dirname, '..')
const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
const readme = text('README.md')

/** Cells of the rows whose first one is code. */
const rows = [...readme.matchAll(/^\| `\w+` +\|.*\|$/gm)].map(([row]) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim()),
)
const code = (value: string): string => `\`${value}\``

it.each(readdirSync(join(folder, 'examples')))('shows examples/%s as it is', (file) => {
  const language = file.endsWith('.ts') ? 'ts' : 'js'
  expect(readme).toContain(`\n\`\`\`${language}\n${text(`examples/${file}`)}\`\`\`\n`)
})

it('shows no other program', () => {
  const programs = readme.match(/^```(?:js|ts)$/gm) ?? []
  expect(programs).toHaveLength(readdirSync(join(folder, 'examples')).length)
})

it('has the variables of the environment', () => {
  const expected = Object.entries(environmentVariables).map(([name, { option, doc, example }]) => [
    code(name),
    code(option),
    doc,
    code(example),
  ])
  expect(rows.filter(([name]) => name!.startsWith('`SFLOW_'))).toEqual(expected)
})

it('has every option', () => {
  const [, members] = /export interface SflowHttpOptions \{([^]*?)^\}/m.exec(text('src/options.ts'))!
  const options = [...members!.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => code(name!))
  expect(options.length).toBeGreaterThan(10)
  expect(rows.map(([name]) => name!).filter((name) => !name.startsWith('`SFLOW_'))).toEqual(options)
})
