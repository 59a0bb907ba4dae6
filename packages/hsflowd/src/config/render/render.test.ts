import { describe, expect, it } from 'vitest'
import { code, steps, terms, text, type Page, toRoff } from '@host-sflow/agent-runtime/manual'
import type { Block } from '../declaration.ts'
import { sflow } from '../grammar/index.ts'
import { readConfig } from '../read-config.ts'
import { generators } from './files.ts'
import { helpSettings } from './help-settings.ts'
import { toMarkdown } from './markdown.ts'

const SETTING = /^(\s*)#(?=\S)/
const lines = generators.sample().split('\n')
const config = (source: readonly string[]) => readConfig(source.join('\n'), 'sample')

describe('the sample configuration', () => {
  it('is valid as it is, and leaves everything to DNS-SD', () => {
    expect(config(lines)).toMatchObject({
      errors: [],
      warnings: [],
      config: { values: {}, applications: [], collectors: [], blocks: {} },
    })
  })

  it('is valid with every setting in force', () => {
    const { errors, config: read } = config(lines.map((line) => line.replace(SETTING, '$1')))
    expect(errors).toEqual([])
    expect(Object.keys(read!.values)).toEqual(
      expect.arrayContaining(['polling', 'sampling', 'agentIP', 'agent.cidr']),
    )
    expect(read!.collectors).toMatchObject([{ ip: '10.0.0.50', udpport: 6343 }])
  })

  const single = lines.flatMap((line, index) => (/^ {2}#\S+ = /.test(line) ? [index] : []))
  it.each(single.map((index) => [lines[index]!.trim(), index] as const))(
    'is valid, without a warning, with %s',
    (_, at) => {
      const { errors, warnings } = config(
        lines.map((line, index) =>
          index === at ? `${line.replace(SETTING, '$1')} collector { ip = 10.0.0.50 }` : line,
        ),
      )
      expect({ errors, warnings }).toEqual({ errors: [], warnings: [] })
    },
  )

  it('has every setting of this build, in lines that fit a terminal', () => {
    const named = (sflow.blocks as readonly Block[]).filter(({ absent }) => absent !== true)
    for (const { name, keys } of named)
      for (const word of [name, ...keys.map((key) => key.name)])
        expect(lines.some((line) => line.trim().startsWith(`#${word} `))).toBe(true)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('every key and block', () => {
  const names = (block: Block): string[] => [
    block.name,
    ...block.keys.map(({ name }) => name),
    ...(block.blocks ?? []).flatMap(names),
  ]
  it('is in the manual page, the docs and the schema', () => {
    const families = (name: string): RegExp =>
      new RegExp(name.replace(/<\w+>/, '[^=]*').replaceAll('-', String.raw`\\?-`))
    for (const name of names(sflow)) {
      expect(generators.man()).toMatch(families(name))
      expect(generators.table()).toMatch(families(name))
    }
    const schema = JSON.stringify(JSON.parse(generators.schema()))
    for (const name of names(sflow)) if (!name.includes('<')) expect(schema).toContain(`"${name}":{`)
  })
})

describe('the settings in --help', () => {
  it('are the most used ones, as wide as a terminal', () => {
    const help = helpSettings()
    expect(help).toMatch(/^ {2}polling = SECONDS +seconds between/m)
    expect(help).toMatch(/^ {2}collector \{ ip = 10\.0\.0\.50 \}\n +where datagrams go/im)
    expect(help.split('\n').filter((line) => line.length > 79)).toEqual([])
  })
})

describe('a page', () => {
  const page: Page = {
    name: 'x.conf',
    volume: 5,
    source: 'hsflowd',
    summary: 'for -this- test',
    chapters: [
      {
        title: 'One',
        parts: [
          text('.is no request, `-f C:\\a` is literal'),
          text("'neither is this, nor *this*"),
          code('a\n\n.b \'c\' "d" ^~`'),
          terms(['key = VALUE', 'first', 'second']),
          steps('a', 'b'),
          { kind: 'table', head: ['a', 'b'], rows: [['`x|y`', '<z>']] },
        ],
      },
    ],
  }

  it('is safe from what roff takes for its own', () => {
    expect(toRoff(page).split('\n').slice(5)).toEqual([
      'x.conf \\- for \\-this- test',
      '.SH "ONE"',
      '\\&.is no request, \\fB\\-f\\ C:\\ea\\fR is literal',
      '.PP',
      '\\(aqneither is this, nor *this*',
      '.PP',
      '.RS 4',
      '.nf',
      'a',
      '.sp',
      '\\&.b \\(aqc\\(aq \\(dqd\\(dq \\(ha\\(ti\\(ga',
      '.fi',
      '.RE',
      '.TP',
      '\\fBkey\\ = \\fR\\fIVALUE\\fR',
      'first',
      '.IP',
      'second',
      '.IP 1. 4',
      'a',
      '.IP 2. 4',
      'b',
      '.TP',
      '\\fBx|y\\fR',
      '<z>',
      '',
    ])
  })

  it('is safe from what Markdown takes for its own', () => {
    const markdown = toMarkdown(page)
    expect(markdown).toContain("'neither is this, nor \\*this\\*")
    expect(markdown).toContain('`-f C:\\a` is literal')
    expect(markdown).toContain('| `x\\|y` | \\<z\\> |')
  })
})
