// The generated files as the programs see them that users have: man, groff, mandoc, a validator of JSON Schema.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { complaintsOf, linesOf } from '../../../tools/rigs/manual-page.ts'
import { sflow } from '../src/config/grammar/index.ts'
import { validForm } from '../src/config/valid-form.test-helper.ts'

const packageRoot = join(import.meta.dirname, '..')
const pages = ['hsflowd.8', 'hsflowd.conf.5'].map((name) => join(packageRoot, 'man', name))

describe('the manual pages', async () => {
  const packages = await requirePackages(debianPackages.manual)

  it.for(pages)('%s has no warning of groff, man and mandoc', (page, ctx) => {
    if (!packages.ok) ctx.skip(packages.reason)
    expect(complaintsOf(page)).toEqual([])
  })

  it.for(pages)('%s can be read at 80 columns', (page, ctx) => {
    if (!packages.ok) ctx.skip(packages.reason)
    const lines = linesOf(page)
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('the JSON Schema', async () => {
  const packages = await requirePackages(debianPackages.jsonSchema)
  const schema = join(packageRoot, 'hsflowd.conf.schema.json')
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hsflowd-schema-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // One JSON document in each line; says of each whether it is valid.
  const program = `
import json, sys
from jsonschema import Draft202012Validator
schema = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
print(json.dumps([validator.is_valid(json.loads(line)) for line in open(sys.argv[2])]))`

  function validity(documents: readonly unknown[]): boolean[] {
    const file = join(folder, 'documents')
    writeFileSync(file, documents.map((each) => `${JSON.stringify(each)}\n`).join(''))
    // Debian's Python, whose packages apt installs.
    const said = execFileSync('/usr/bin/python3', ['-c', program, schema, file], { encoding: 'utf8' })
    return JSON.parse(said) as boolean[]
  }

  it('accepts what is valid', (ctx) => {
    if (!packages.ok) ctx.skip(packages.reason)
    const documents = fc.sample(validForm(sflow), 200)
    expect(validity(documents).indexOf(false)).toBe(-1)
  })

  it('refuses what is not', (ctx) => {
    if (!packages.ok) ctx.skip(packages.reason)
    const wrong = [
      {},
      { polling: 20 },
      { sflow: [] },
      { sflow: { poling: 20 } },
      { sflow: { polling: '20' } },
      { sflow: { polling: 301 } },
      { sflow: { polling: 2.5 } },
      { sflow: { polling: [20] } },
      { sflow: { DNSSD: 'on' } },
      { sflow: { 'sampling.': 1 } },
      { sflow: { collector: {} } },
      { sflow: { collector: [{ udpport: 6343 }] } },
      { sflow: { collector: [{ ip: 'a', port: 6343 }] } },
    ]
    expect(validity(wrong)).toEqual(wrong.map(() => false))
  })
})
