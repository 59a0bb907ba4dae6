import { describe, expect, it } from 'vitest'
import { readConfig } from '../config/read-config.ts'
import { readTxt } from '../config/read-txt.ts'
import { diffSettings } from './diff.ts'
import { entriesOf } from './entries.ts'
import type { DnsLayer, Layers } from './layers.ts'
import { mergeSettings } from './merge.ts'
import { formatOrigin } from './origin.ts'
import { noFlags, noLayers } from './plain.test-helper.ts'
import { withoutEffect } from './without-effect.ts'

const NAME = '_sflow._udp.example.com'

function file(text: string): Layers['file'] {
  const { config, errors } = readConfig(text, 'h.conf')
  if (config === undefined) throw new Error(errors.join('\n'))
  return { name: 'h.conf', config }
}

const target = (host: string, priority = 10) => ({ host, port: 6343, priority, weight: 1 })
const found = (targets: ReturnType<typeof target>[], ...pairs: [string, string][]): DnsLayer => ({
  state: 'found',
  name: NAME,
  targets,
  txt: readTxt(pairs, NAME),
})

const merge = (layers: Partial<Layers>) => mergeSettings({ ...noLayers, ...layers })
/** Keys with what is in force and where it comes from, those of the default left out. */
const inForce = (layers: Partial<Layers>): string[] =>
  entriesOf(merge(layers))
    .filter(({ origin }) => origin.kind !== 'default')
    .map(({ key, value, origin }) => `${key} ${value} (${formatOrigin(origin)})`)

describe('settings in force', () => {
  it('flag, environment, DNS, file, default, each key for itself', () => {
    const layers = {
      file: file(
        'sflow {\n polling = 40\n sampling = 10\n headerBytes = 64\n sampling.http = 5\n polling.http = 9\n datagramBytes = 900\n dns-sd { }\n}',
      ),
      dns: found([target('c.example')], ['polling', '15'], ['sampling', '20'], ['sampling.HTTP', '7']),
      flags: { ...noFlags, polling: 3 },
      given: new Set(['polling']),
    }
    expect(inForce(layers)).toEqual([
      'dns-sd on (h.conf:8)',
      `collector[0] c.example:6343 priority 10 (DNS SRV ${NAME})`,
      'polling 3 (--polling)',
      `sampling 20 (DNS TXT ${NAME})`,
      `sampling.http 7 (DNS TXT ${NAME})`,
      'polling.http 9 (h.conf:6)',
      'headerBytes 64 (h.conf:4)',
      'datagramBytes 900 (h.conf:7)',
    ])
  })

  it('collectors of the command line or the environment replace all others, and switch DNS-SD off', () => {
    const collector = [{ host: '10.0.0.9', port: 6343 }]
    const layers = {
      file: file('sflow { dns-sd { } collector { ip = 10.0.0.1 } }'),
      dns: found([target('c.example')]),
    }
    expect(inForce({ ...layers, flags: { ...noFlags, collector }, given: new Set(['collector']) })).toEqual([
      'dns-sd off (--collector)',
      'collector[0] 10.0.0.9:6343 (--collector)',
    ])
    expect(inForce({ ...layers, flags: { ...noFlags, collector } })[1]).toBe(
      'collector[0] 10.0.0.9:6343 ($HSFLOWD_COLLECTOR)',
    )
  })

  it.each([
    ['no file', undefined, true],
    ['an empty block', 'sflow { }', true],
    ['a collector', 'sflow { collector { ip = ::1 } }', false],
    ['DNSSD = off', 'sflow { DNSSD = off }', false],
    ['a collector and the block', 'sflow { collector { ip = ::1 } DNS-SD { } }', true],
    ['DNSSD = on', 'sflow { DNSSD = on collector { ip = ::1 } }', true],
  ])('DNS-SD with %s', (_, text, used) => {
    const { settings } = merge({ file: text === undefined ? undefined : file(text) })
    expect(settings.dnsSd !== undefined).toBe(used)
  })

  it.each([
    ['sflow {\n DNSSD = on\n}', 2],
    ['sflow {\n\n DNSSD_domain = .example.com }', 3],
    ['sflow {\n DNSSD = on\n\n dns-sd { domain = example.com } }', 4],
    ['sflow {\n\n DNSSD = off dns-sd { } }', 3],
  ])('the line that says whether DNS is asked: %j', (text, line) => {
    expect(merge({ file: file(text) }).origins.get('dns-sd')).toMatchObject({ kind: 'file', line })
  })

  it('DNS without a record silences the host, unless the file gives collectors', () => {
    const dns: DnsLayer = { state: 'off' }
    expect(merge({ dns }).settings).toMatchObject({ off: true, collectors: [] })
    const kept = merge({ dns, file: file('sflow { dns-sd { } collector { ip = ::1 } }') }).settings
    expect(kept).toMatchObject({ off: false, collectors: [{ host: '::1' }] })
  })

  it('collectors of SRV replace those of the file; those of TXT stand beside the first group', () => {
    const dns = found([target('a', 10), target('b', 20)], ['collector', '10.0.0.5/7000/eth1/mgmt'])
    const { collectors } = merge({ dns, file: file('sflow { dns-sd { } collector { ip = ::1 } }') }).settings
    expect(collectors).toMatchObject([
      { host: 'a', priority: 10 },
      { host: 'b', priority: 20 },
      { host: '10.0.0.5', port: 7000, device: 'eth1', namespace: 'mgmt', priority: 10 },
    ])
  })

  it('a collector that is named twice is one, at its first place and in the first group of those that it is in', () => {
    const twice = 'sflow { collector { ip = ::1 } collector { ip = ::2 } collector { ip = ::1 } }'
    expect(merge({ file: file(twice) }).settings.collectors).toMatchObject([{ host: '::1' }, { host: '::2' }])
    const dns = found([target('a', 10), target('b', 20)], ['collector', 'b/6343'])
    expect(merge({ dns }).settings.collectors).toMatchObject([
      { host: 'a', priority: 10 },
      { host: 'b', priority: 10 },
    ])
  })

  it('knows whether somebody set sampling', () => {
    expect(merge({}).settings.samplingIsSet).toBe(false)
    expect(merge({ file: file('sflow { sampling = 400 }') }).settings.samplingIsSet).toBe(true)
    expect(merge({ dns: found([target('a')], ['sampling', '400']) }).settings.samplingIsSet).toBe(true)
  })

  it('what has no effect is shown with the reason', () => {
    const layers = {
      ...noLayers,
      file: file('sflow {\n refreshAdaptors = 60\n pcap { dev = eth0 }\n pcap { }\n json { udpport = 1 }\n}'),
    }
    const shown = withoutEffect(layers).map(
      ({ key, value, origin }) => `${key} ${value} (${formatOrigin(origin)})`,
    )
    expect(shown.map((line) => line.replace(/: .*\(/, ': ... ('))).toEqual([
      'refreshAdaptors no effect: ... (h.conf:2)',
      'pcap[0] no effect: ... (h.conf:3)',
      'pcap[1] no effect: ... (h.conf:4)',
    ])
    expect(shown[1]).toContain('no effect: this build has no such module')
  })

  it('differences: what went, came and changed, and where from', () => {
    const before = merge({
      file: file(
        'sflow {\n polling = 20\n uuid = 00112233445566778899aabbccddeeff\n collector { ip = ::1 }\n collector { ip = ::2 }\n}',
      ),
    })
    const after = merge({
      file: file(
        'sflow {\n polling = 30\n sampling.http = 5\n collector { ip = ::2 }\n collector { ip = ::3 udpport = 1 }\n}',
      ),
    })
    expect(diffSettings(before, after)).toEqual([
      'collector removed: [::1]:6343',
      'collector added: [::3]:1 (h.conf:5)',
      'polling: 20 -> 30 (h.conf:2)',
      'sampling.http: not set -> 5 (h.conf:3)',
      'uuid: 00112233-4455-6677-8899-aabbccddeeff -> not set (default)',
    ])
    expect(diffSettings(after, after)).toEqual([])
  })
})
