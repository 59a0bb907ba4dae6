import { readFileSync } from 'node:fs'
import { beforeAll, expect, test, vi } from 'vitest'
import { run } from './test-io.test-helper.ts'
import { pcapOf, udpPacket } from './capture/packets.test-helper.ts'

interface Vector {
  kind: string
  enterprise: number
  format: number
  name: string
  datagram_hex: string
  sflowtool_text: string[]
}

// The golden vectors of the encoder, with what sflowtool 6.11 prints for each.
const vectors = JSON.parse(
  readFileSync(new URL('../../../packages/sflow-encoder/testdata/vectors.json', import.meta.url), 'utf8'),
) as Vector[]

/** Where sflowtool itself departs from the specification. */
const exceptions: Readonly<Record<string, { why: string; text: string[] }>> = {
  extended_80211_payload: {
    why: 'sflow_80211.txt: "opaque data<>" follows the cipher suite; sflowtool reads a sampled_header there, and fails',
    text: ['cipher_suite 1027074'],
  },
}

beforeAll(() => void vi.stubEnv('TZ', 'UTC'))

test.each(vectors.map((v) => [`${v.kind} ${v.enterprise}:${v.format} ${v.name}`, v] as const))(
  '%s',
  async (_, vector) => {
    const capture = pcapOf([udpPacket(Buffer.from(vector.datagram_hex, 'hex'))])
    const { out } = await run(['decode', '-', '--format', 'sflowtool'], capture)
    const lines = out.trimEnd().split('\n')
    if (vector.kind === 'sample') {
      const time = (line: string): boolean => !line.startsWith('pcapTimestamp')
      expect(lines.filter(time)).toEqual(vector.sflowtool_text.filter(time))
      return
    }
    const start = lines.findIndex((line) => /^(flow|counter)Block_tag/.test(line))
    const end = lines.findIndex((line) => line.startsWith('endSample'))
    expect(lines[start]!.split(' ')[1]).toBe(`${vector.enterprise}:${vector.format}`)
    const exception = exceptions[vector.name]
    if (exception !== undefined) expect(vector.sflowtool_text).not.toEqual(exception.text)
    expect(lines.slice(start + 1, end)).toEqual(exception?.text ?? vector.sflowtool_text)
  },
)
