import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentArbitrary, settingsArbitrary } from '../test/arbitraries.ts'
import { formatSharedFile } from './format.ts'
import { parseSharedFile } from './parse.ts'
import { largestRevision } from './revision.ts'
import type { SharedContent } from './settings.ts'

const revision = fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 0x7fff_ffff }))

/** Two files one after the other, as bytes; the revisions differ as they do for every writer that does not truncate. */
const twoFiles = fc
  .tuple(contentArbitrary, contentArbitrary, revision, revision)
  .filter(([, , before, after]) => before !== after)
  .map(([before, after, oldRevision, newRevision]) => ({
    before: Buffer.from(formatSharedFile(before, oldRevision)),
    after: Buffer.from(formatSharedFile(after, newRevision)),
  }))

const parsed = (bytes: Uint8Array) => JSON.stringify(parseSharedFile(bytes))
const isInvalid = (text: string) => text.startsWith('{"state":"invalid"')

function expectOneOf(bytes: Buffer, wholes: readonly string[]): void {
  const text = parsed(bytes)
  if (!isInvalid(text) && !wholes.includes(text)) expect.fail(`a mixture was read:\n${bytes.toString()}`)
}

test('what is formatted is read back, and formats to the same text', () => {
  fc.assert(
    fc.property(contentArbitrary, revision, (content, number) => {
      const text = formatSharedFile(content, number)
      const result = parseSharedFile(text)
      if (result.state === 'invalid') throw new Error(result.problem.message)
      expect(result.revision).toBe(number)
      expect(result.warnings).toEqual([])
      expect(formatSharedFile(result.content, number)).toBe(text)
      expect(largestRevision(text)).toBe(number)
    }),
  )
})

test('settings with a collector are read back exactly, collectors in the order of the file', () => {
  const withCollector = settingsArbitrary.filter(({ collectors }) => collectors.length > 0)
  fc.assert(
    fc.property(withCollector, (settings) => {
      const result = parseSharedFile(formatSharedFile({ state: 'settings', settings }, 1))
      const sortable = ({ collectors, agentIPOverridden, agentOverridden, ...rest }: typeof settings) => ({
        ...rest,
        collectors: collectors
          .map((collector) =>
            JSON.stringify([collector.address, collector.port, collector.device, collector.namespace]),
          )
          .toSorted(),
        agentIPOverridden: rest.agentIP !== undefined && agentIPOverridden,
        agentOverridden: rest.agent !== undefined && agentOverridden,
      })
      if (result.state === 'invalid' || result.content.state === 'silent') throw new Error('not settings')
      expect(sortable(result.content.settings)).toEqual(sortable(settings))
    }),
  )
})

test('a file cut off anywhere is invalid', () => {
  fc.assert(
    fc.property(contentArbitrary, revision, (content: SharedContent, number) => {
      const whole = Buffer.from(formatSharedFile(content, number))
      for (let length = 0; length < whole.length; length += 1) {
        expect(isInvalid(parsed(whole.subarray(0, length)))).toBe(true)
      }
    }),
    { numRuns: 20 },
  )
})

test('the old and the new text mixed at any place are read as one of them or as invalid', () => {
  fc.assert(
    fc.property(twoFiles, ({ before, after }) => {
      const wholes = [parsed(before), parsed(after)]
      for (let cut = 0; cut <= Math.max(before.length, after.length); cut += 1) {
        expectOneOf(Buffer.concat([after.subarray(0, cut), before.subarray(cut)]), wholes)
        expectOneOf(Buffer.concat([before.subarray(0, cut), after.subarray(cut)]), wholes)
        // A writer that stopped half-way, or a reader that saw the end of the file before it grew.
        expectOneOf(Buffer.concat([before.subarray(0, cut), after.subarray(cut, -1)]), wholes)
      }
    }),
    { numRuns: 40 },
  )
})

const keys = 'rev_start rev_end hostname sampling header datagram polling agentIP agent ds_index'.split(' ')

/**
 * How sub-agents of other projects read: the last rev_start and rev_end must be equal, of each key the last line counts,
 * and whatever stands after rev_end counts too.
 */
function simpleReader(bytes: Buffer): string | undefined {
  const values = new Map<string, string>()
  const collectors: string[] = []
  for (const line of bytes.toString().split('\n')) {
    const [key = '', value = ''] = line.split('=')
    if (key === 'collector') collectors.push(value)
    else if (keys.includes(key)) {
      values.set(key, value)
    }
  }
  const start = values.get('rev_start')
  return start !== undefined && start === values.get('rev_end')
    ? JSON.stringify([keys.map((key) => values.get(key)), collectors.toSorted()])
    : undefined
}

test('simple readers of other projects are not misled either while we rewrite in place', () => {
  fc.assert(
    fc.property(twoFiles, ({ before, after }) => {
      const wholes = [simpleReader(before), simpleReader(after)]
      const room = Buffer.concat([before, Buffer.alloc(Math.max(0, after.length - before.length), '\n')])
      for (let cut = 0; cut <= after.length; cut += 1) {
        const seen = simpleReader(Buffer.concat([after.subarray(0, cut), room.subarray(cut)]))
        if (seen !== undefined) expect(wholes).toContain(seen)
      }
    }),
    { numRuns: 40 },
  )
})

test('no input makes the parser throw', () => {
  const line = fc.tuple(
    fc.constantFrom('rev_start', 'rev_end', 'sampling', 'polling.', 'collector', 'agentIP', '#', ''),
    fc.constantFrom('=', ' ', '/', ''),
    fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer().map(String)),
  )
  const lines = fc
    .array(line.map((parts) => parts.join('')))
    .map((made) => `rev_start=1\n${made.join('\n')}\nrev_end=1\n`)
  fc.assert(
    fc.property(fc.oneof(lines, fc.string(), fc.uint8Array()), (input) => {
      expect(parseSharedFile(input).state).toMatch(/^(?:complete|invalid)$/u)
    }),
    { numRuns: 2000 },
  )
})
