import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { catalogue, type Field } from '@host-sflow/sflow-encoder'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fullIp6 } from './formats/sflowtool/addresses.ts'
import { run } from './test-io.test-helper.ts'

// Real datagrams, and what sflowtool 6.11 printed for them: text, -l and -j.

const testdata = new URL('../testdata/', import.meta.url)

/** A place where we differ from sflowtool, and the sentence of the specification that is with us. */
interface Exception {
  readonly capture: string
  /** Label of sflowtool. */
  readonly field: string
  readonly sentence: string
}
const exceptions: readonly Exception[] = []

const used = new Set<Exception>()

function excepted(capture: string, field: string): boolean {
  const found = exceptions.find((each) => each.capture === capture && each.field === field)
  if (found !== undefined) used.add(found)
  return found !== undefined
}

function stored(name: string): string {
  const plain = new URL(name, testdata)
  try {
    return readFileSync(plain, 'utf8')
  } catch {
    return gunzipSync(readFileSync(new URL(`${name}.gz`, testdata))).toString()
  }
}

const captures = ['apache-http', 'hsflowd-host', 'hsflowd-pcap', 'java-jvm']
const decode = async (capture: string, format: string): Promise<string> => {
  const { code, out } = await run([
    'decode',
    new URL(`${capture}.pcap`, testdata).pathname,
    '--format',
    format,
  ])
  expect(code).toBe(0)
  return out
}

/** Lines that differ, without those that are excepted. */
function differences(capture: string, ours: string, theirs: string): string[] {
  const [a, b] = [ours.split('\n'), theirs.split('\n')]
  const found = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i)
    .filter((i) => a[i] !== b[i])
    .filter((i) => !excepted(capture, (b[i] ?? '').split(' ')[0]!))
  return found.slice(0, 10).map((i) => `${i + 1}: ${a[i]} <> ${b[i]}`)
}

beforeAll(() => void vi.stubEnv('TZ', 'UTC'))
afterAll(() => void vi.unstubAllEnvs())

test.each(captures)('%s: sflowtool text', async (capture) => {
  expect(differences(capture, await decode(capture, 'sflowtool'), stored(`${capture}.txt`))).toEqual([])
})

test.each([...captures, 'ovs-sflow'])('%s: CSV lines', async (capture) => {
  expect(differences(capture, await decode(capture, 'line'), stored(`${capture}.csv`))).toEqual([])
})

type Theirs = Record<string, string> & { samples: (Record<string, string> & { elements: Theirs[] })[] }
interface OurRecord {
  tag: string
  fields: Record<string, unknown>
}
interface OurSample {
  tag: string
  name: string
  sequence_number: number
  source_id: string
  records: OurRecord[]
}
interface Ours {
  agent_address: string
  sub_agent_id: number
  sequence_number: number
  uptime: number
  samples: OurSample[]
}

const UNKNOWN = new Set(['4294967295', '18446744073709551615', '-1.000', 'unknown'])

/** Our value as sflowtool's JSON has it; undefined where that has no such member. */
function asTheirs(field: Field<unknown, unknown>, value: unknown): string | undefined {
  if (value === '') return undefined
  if (field.wire.name === 'pct') return ((value as number) / 100).toFixed(2)
  if (field.wire.name === 'f32') return (value as number).toFixed(3)
  if (field.wire.name === 'uuid')
    return (value as string).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return field.wire.name === 'ip6' ? fullIp6(value as string) : String(value)
}

function compareRecord(capture: string, counters: boolean, ours: OurRecord, theirs: Theirs): string[] {
  const [enterprise, format] = ours.tag.split(':').map(Number) as [number, number]
  const row = catalogue[counters ? 'counter' : 'flow'].get(enterprise * 4096 + format)!
  const wrong: string[] = []
  for (const [name, field] of Object.entries(row.fields)) {
    const label = field.sflowtool ?? name
    const value = ours.fields[name]
    if (typeof value === 'object' && value !== null) continue
    if (label === 'headerLen,headerBytes') {
      if (theirs['headerBytes']!.replaceAll('-', '').toLowerCase() !== value) wrong.push(label)
      continue
    }
    const same =
      value === null ? UNKNOWN.has(theirs[label] ?? 'unknown') : asTheirs(field, value) === theirs[label]
    if (!same && !excepted(capture, label))
      wrong.push(`${ours.tag} ${label}: ${String(value)} <> ${theirs[label]}`)
  }
  return wrong
}

test.each(captures)('%s: JSON', async (capture) => {
  const ours = (await decode(capture, 'json')).trim().split('\n').map((line) => JSON.parse(line) as Ours) // prettier-ignore
  const theirs = stored(`${capture}.jsonl`).trim().split('\n').map((line) => JSON.parse(line) as Theirs) // prettier-ignore
  expect(ours.length).toBe(theirs.length)
  const wrong: string[] = []
  ours.forEach((datagram, d) => {
    const their = theirs[d]!
    expect([datagram.agent_address, datagram.sub_agent_id, datagram.sequence_number, datagram.uptime].map(String))
      .toEqual([their['agent'], their['agentSubId'], their['packetSequenceNo'], their['sysUpTime']]) // prettier-ignore
    expect(datagram.samples.length).toBe(their.samples.length)
    datagram.samples.forEach((sample, s) => {
      const theirSample = their.samples[s]!
      expect([sample.tag, String(sample.sequence_number), sample.source_id]).toEqual(
        [theirSample['sampleType_tag'], theirSample['sampleSequenceNo'], theirSample['sourceId']], // prettier-ignore
      )
      expect(sample.records.length).toBe(theirSample.elements.length)
      const counters = sample.name.startsWith('counters')
      sample.records.forEach((record, r) => {
        const element = theirSample.elements[r]!
        expect(record.tag).toBe(element['flowBlock_tag'] ?? element['counterBlock_tag'])
        wrong.push(...compareRecord(capture, counters, record, element))
      })
    })
  })
  expect(wrong.slice(0, 10)).toEqual([])
})

describe('exceptions', () => {
  test('each one still occurs', () => {
    expect(exceptions.filter((each) => !used.has(each))).toEqual([])
  })
})
