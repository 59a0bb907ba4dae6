// Whatever the kernel's files hold, parsers come to an end and throw nothing.
import { LINK_STATS_FIELDS } from '@host-sflow/linux-net'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseNetDev } from '../host/net-dev.ts'
import { textOf } from '../host/text.ts'
import type { Text } from '../host/text.ts'
import { parseCpuinfo, parseLoadavg, parseStat, parseUptime } from './cpu.linux.ts'
import { createDiskstatsParser } from './diskstats.ts'
import { parseBond } from './lag.ts'
import { parseMeminfo, parseVmstat } from './memory.linux.ts'
import { createSnmpParser } from './mib2.linux.ts'
import { parseMounts } from './mounts.ts'

const latin1 = (text: Text): string => text.bytes.toString('latin1', text.at, text.end)
const row = new Float64Array(LINK_STATS_FIELDS.length)
const snmp = createSnmpParser()
const diskstats = createDiskstatsParser((names) => new Set(names))

const parsers: Readonly<Record<string, (text: Text) => unknown>> = {
  stat: (text) => parseStat(text, {}),
  loadavg: (text) => parseLoadavg(text, {}),
  uptime: (text) => parseUptime(text, {}),
  cpuinfo: parseCpuinfo,
  meminfo: (text) => parseMeminfo(text, {}),
  vmstat: (text) => parseVmstat(text, {}),
  'net/snmp': snmp.parse,
  'net/dev': (text) => parseNetDev(text, row, () => undefined),
  diskstats,
  '1/mounts': (text) => parseMounts(latin1(text)),
  'net/bonding/bond0': (text) => parseBond(latin1(text)),
}

describe.each(Object.entries(parsers))('%s', (file, parse) => {
  const recorded = readFileSync(join(import.meta.dirname, '../../testdata/server/proc', file))

  it('parses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => parse(textOf(bytes))).not.toThrow()
      }),
    )
  })

  it('parses its file cut off anywhere or with any byte changed', () => {
    const mutation = fc.record({
      cut: fc.nat(recorded.length),
      at: fc.nat(recorded.length),
      byte: fc.nat(255),
    })
    fc.assert(
      fc.property(mutation, ({ cut, at, byte }) => {
        const bytes = Buffer.from(recorded)
        if (at < bytes.length) bytes[at] = byte
        expect(() => parse(textOf(bytes.subarray(0, cut)))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })
})
