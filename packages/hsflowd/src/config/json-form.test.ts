import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from './declaration.ts'
import { sflow } from './grammar/index.ts'
import { readJsonForm } from './json-form.ts'
import { linesOf, tokenize, type Problem } from './lexer.ts'
import { parseTree, type Entry } from './tree.ts'

const grammar: Block = { name: 'file', doc: '', since: '', example: '', keys: [], blocks: [sflow] }

/** An entry without its places. */
type Bare = readonly [key: string, value: string | undefined | readonly Bare[]]
const bare = (entry: Entry): Bare => [
  entry.key.text,
  entry.kind === 'key' ? entry.value?.text : entry.entries.map(bare),
]

function read(source: string): { entries: Entry[]; problems: Problem[] } {
  const problems: Problem[] = []
  return { entries: readJsonForm(source, grammar, problems), problems }
}
const said = (source: string): string[] =>
  read(source).problems.map((p) => `${p.line}:${p.column} ${p.message}`)
const inside = (entry: Entry | undefined): readonly Entry[] => (entry?.kind === 'block' ? entry.entries : [])

describe('the JSON form', () => {
  it('gives the entries of the text form', () => {
    const json = `{ "sflow": {
      "polling": 20, "sampling.10G": 5e3, "DNSSD": false,
      "agent.cidr": ["10.0.0.0/8", "!10.1.0.0/16"],
      "collector": [ { "ip": "10.0.0.50" }, { "ip": "2001:db8::1", "udpport": 6344.0 } ],
      "nflog": { "probability": 2.5e-3 }, "opx": { "port": { "dev": "a b\\u0022" } } } }`
    const text = `sflow {
      polling = 20  sampling.10G = 5000  DNSSD = off
      agent.cidr = 10.0.0.0/8  agent.cidr = !10.1.0.0/16
      collector { ip = 10.0.0.50 } collector { ip = 2001:db8::1; udpport = 6344 }
      nflog { probability = 0.0025 } opx { port { dev = "a b""" } } }`
    const problems: Problem[] = []
    const expected = parseTree(tokenize(linesOf(text), problems), grammar, problems)
    expect(problems).toEqual([])
    expect(read(json)).toMatchObject({ problems: [] })
    expect(read(json).entries.map(bare)).toEqual(expected.map(bare))
  })

  it('knows where each key and value stands, also in lists', () => {
    const { entries } = read(
      '{"sflow": {\n  "polling": 2000,\n  "collector": [\n    { "ip": "x" }, { "ip": 5 } ] } }',
    )
    const [polling, first, second] = inside(entries[0])
    expect(polling).toMatchObject({
      key: { line: 2, column: 3, length: 9 },
      value: { line: 2, column: 14, length: 4 },
    })
    expect(first!.key).toMatchObject({ text: 'collector', line: 4, column: 5 })
    expect(second!.key).toMatchObject({ text: 'collector', line: 4, column: 20 })
    expect(inside(second)[0]).toMatchObject({ key: { column: 22 }, value: { text: '5', column: 28 } })
  })

  it('may name its schema, and may begin with a byte order mark', () => {
    const source = '\uFEFF{ "$schema": "./hsflowd.conf.schema.json", "sflow": {} }'
    expect(read(source).entries.map(bare)).toEqual([['sflow', []]])
    expect(said(source)).toEqual([])
  })

  it('reads on after the slips that people make, so that all are told at once', () => {
    const source = `{ // settings
  "sflow": {
    polling: 20,
    'agent': "eth0"
    "sampling" = 400,
    "uuid": abc,
    "DNSSD": true,
  }
} x`
    expect(said(source)).toEqual([
      '1:3 JSON has no comments',
      '3:5 a key stands in double quotes: "polling"',
      '4:5 a text stands in double quotes',
      '5:5 a comma is missing in front of this',
      '5:16 JSON has ":" between key and value',
      '6:13 a text stands in double quotes: "abc"',
      '7:18 no comma stands in front of "}"',
      '9:3 nothing stands behind the end of the JSON text',
    ])
    expect(inside(read(source).entries[0]).map(({ key }) => key.text)).toEqual([
      'polling',
      'agent',
      'sampling',
      'uuid',
      'DNSSD',
    ])
  })

  it.each([
    ['{ "sflow": {', '1:12 this is not closed: a "}" is missing'],
    ['{ "sflow": { "agent": "eth0 } }', '1:23 a quote is opened and not closed on this line'],
    ['{ "sflow": { "agent": "\\x" } }', '1:24 "\\x" is no escape of JSON'],
    ['{ "sflow": { "agent": "a\\nb" } }', '1:23 a control character cannot be part of a text'],
    ['{ "sflow": { "agent": null } }', '1:23 null is no value: leave "agent" out'],
    ['{ "sflow": { "agent": [["a"]] } }', '1:24 a list cannot stand in a list'],
    ['{ "sflow": { "polling": [1, 2] } }', '1:25 "polling" is given once, not as a list'],
    ['{ "sflow": { "agent": true } }', '1:23 true is no value of "agent": name or alias of a network device'],
    ['{ "sflow": { "collector": "a" } }', '1:14 "collector" is a block: write "collector": { ... }'],
    [
      '{ "sflow": { "polling": 1, "Polling": 2 } }',
      '1:28 "Polling" is given twice: several values stand in a list, [ ..., ... ]',
    ],
    ['{ "sflow": { "polling": 020 } }', '1:25 a text stands in double quotes: "020"'],
    ['{ "sflow" }', '1:11 a ":" and a value are needed behind "sflow"'],
    [`{ "sflow": ${'['.repeat(20)}`, '1:21 this is nested more than 10 deep'],
  ])('says what is wrong with %s', (source, message) => {
    expect(said(source)).toContain(message)
  })

  it('reads anything without an exception, and any JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]":,\\\'\n #/1e.-tu0')), maxLength: 80 }),
        (source) => {
          const { problems } = read(source)
          for (const { line, column } of problems) {
            expect(line).toBeLessThanOrEqual(source.split('\n').length)
            expect(column).toBeGreaterThanOrEqual(1)
          }
          let parses = true
          try {
            JSON.parse(source)
          } catch {
            parses = false
          }
          if (!parses && source.trimStart().startsWith('{')) expect(problems).not.toEqual([])
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('reads texts as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !/\p{Cc}/u.test(text)),
        (text) => {
          const source = JSON.stringify({ sflow: { agent: text } })
          expect(inside(read(source).entries[0])[0]).toMatchObject({ value: { text } })
        },
      ),
    )
  })

  it.each([
    ['"', '{ "a": "'],
    ['\\"', '{ "a": '],
    ["'a' ", '{'],
    ['[', '{ "a": '],
    ['{"a":', ''],
    ['a', '{ "a": "'],
    ['#', '{'],
  ])('takes linear time, also for a mebibyte of %s', (part, start) => {
    const source = start + part.repeat(Math.floor((1 << 20) / part.length))
    const began = performance.now()
    read(source)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
