import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Block, Key } from '../declaration.ts'
import { readConfig } from '../read-config.ts'
import { sflow } from './index.ts'
import { txt } from './txt.ts'

// Typed from hsflowd.md §1.4 and §1.5, and what is ours ("source", the keys of ovs); not from the declarations.
const specified: Record<string, string> = {
  sflow: `sampling packetSamplingRate polling counterPollingInterval agentIP agent agent.cidr subAgentId uuid headerBytes
    datagramBytes refreshAdaptors checkAdaptors refreshVMs forgetVMs modules loopback DNSSD DNS-SD DNSSD_domain
    samplingDirection ulogGroup ulogProbability nflogGroup nflogProbability jsonPort jsonFIFO xen.update.dominfo xen.dsk`,
  'dns-sd': 'domain DNSSD_domain',
  collector: 'ip udpport dev namespace source sourceIP',
  pcap: 'dev dev.pattern speed promisc vport sampling dynamic',
  epcap: 'dev dev.pattern speed promisc vport sampling dynamic',
  nflog: 'group probability nflogGroup nflogProbability',
  ulog: 'group probability ulogGroup ulogProbability',
  psample: 'group ingress egress',
  dropmon: 'start force sw hw rn hw_unknown sw_passive hw_passive hide limit max max_trip group hw_function',
  tcp: 'tunnel udp dump',
  json: 'udpport fifo jsonPort jsonFIFO',
  docker: 'refreshVMs forgetVMs hostname markTraffic',
  containerd: 'forgetVMs hostname markTraffic',
  k8s: 'markTraffic eof setIfAlias setIfName unixsock',
  systemd: 'refreshVMs dropPriv markTraffic cgroup_procs cgroup_acct',
  kvm: 'refreshVMs forgetVMs',
  xen: 'update.dominfo dsk vbd switchport refreshVMs forgetVMs',
  ovs: 'db adopt onExit',
  nvml: '',
  dbus: '',
  eapi: '',
  nlroute: 'limit link addr setIfAlias',
  cumulus: 'switchport',
  dent: 'switchport sw',
  opx: 'udpport switchport',
  'opx port': 'dev',
  sonic: 'switchport unixsock dbconfig waitReady suppressOther setIfAlias setIfName',
  vpp: 'ifOffset osIndex',
}

/** Every block by its path below sflow. */
function blocksOf(block: Block, path: string): [string, Block][] {
  return [
    [path, block],
    ...(block.blocks ?? []).flatMap((b) => blocksOf(b, path === 'sflow' ? b.name : `${path} ${b.name}`)),
  ]
}
const declared = blocksOf(sflow, 'sflow')
const allKeys = declared.flatMap(([path, { keys }]) => keys.map((key: Key) => [path, key] as const))
const sorted = (words: readonly string[]): string[] => words.toSorted((a, b) => (a < b ? -1 : 1))

describe('the declarations', () => {
  test('have every block and key of the reference, and no other', () => {
    const names = declared.map(([path, { keys }]): [string, string[]] => [
      path,
      sorted(
        keys.flatMap(({ name, prefix, aliases = [] }: Key) =>
          prefix === undefined ? [name, ...aliases] : [],
        ),
      ),
    ])
    const expected = Object.entries(specified).map(([path, words]): [string, string[]] => [
      path,
      sorted(words.split(/\s+/u).filter((word) => word !== '')),
    ])
    expect(Object.fromEntries(names)).toEqual(Object.fromEntries(expected))
    expect(sflow.keys.flatMap((key: Key) => key.prefix ?? [])).toEqual(['polling.', 'sampling.'])
    expect(declared.flatMap(([, { aliases = [] }]) => aliases)).toEqual(['os10'])
  })

  test('modules that are here are those that are not absent', () => {
    expect(sflow.blocks.filter((block: Block) => block.absent !== true).map(({ name }) => name)).toEqual([
      'collector',
      'dns-sd',
      'json',
      'ovs',
    ])
  })

  test.each(allKeys)('%s: $name', (_, key) => {
    // An example and a default are values, and what is printed of a value is that value again.
    for (const text of [key.example, key.defaultText]) {
      if (text === undefined) continue
      const value = key.value.schema.parse(text)
      expect(key.value.schema.parse(key.value.format(value))).toEqual(
        typeof value === 'object' && value !== null && 'test' in value ? expect.anything() : value,
      )
    }
    expect(key.doc).not.toMatch(/\.$/u)
    expect(key.doc).not.toBe('')
    if (key.sets !== undefined) {
      const { block, key: name } = key.sets
      expect(declared.find(([path]) => path === block)?.[1].keys.map((k) => k.name)).toContain(name)
    }
  })

  test.each(declared)('the example of %s is valid', (path, block) => {
    const inner = path.startsWith('opx ') ? `opx { ${block.example} }` : block.example
    const { errors } = readConfig(path === 'sflow' ? block.example : `sflow { ${inner} }`, 'x')
    expect(errors).toEqual([])
  })

  test('no name stands for two things', () => {
    for (const [path, { keys, blocks = [] }] of declared) {
      const names = [...keys, ...blocks].flatMap(({ name, aliases = [] }) =>
        [name, ...aliases].map((n) => n.toLowerCase()),
      )
      // "DNS-SD = off" and "DNS-SD { }" are told apart by the brace.
      const twice = names.filter((name, i) => names.indexOf(name) !== i)
      expect([path, twice]).toEqual([path, path === 'sflow' ? ['dns-sd'] : []])
    }
  })

  test('the TXT record has the keys of hsflowd.md §2.3', () => {
    expect(sorted(txt.keys.map(({ name }) => name))).toEqual(
      sorted(
        'sampling sampling.<name> polling polling.<name> txtvers agent agentIP agent.cidr headerBytes dropLimit collector'.split(
          ' ',
        ),
      ),
    )
  })
})

describe('a file with everything', () => {
  const source = readFileSync(new URL('../../../testdata/config/everything.conf', import.meta.url), 'utf8')
  const { config, errors: said } = readConfig(source, 'everything.conf')

  test('is accepted', () => {
    expect(said).toEqual([])
    expect(config).toBeDefined()
  })

  test('has every key and block of the declarations', () => {
    for (const [path, block] of declared)
      if (path !== 'sflow' && path !== 'opx port')
        expect([path, config?.places.has(path) || config?.places.has(`${path}[0]`)]).toEqual([path, true])
      else expect(block.keys.length).toBeGreaterThan(0)
    const missing = allKeys.filter(([path, { name, prefix }]) => {
      const where = path === 'sflow' ? '' : `${path.replace(' port', '.port[0]')}.`
      const here = prefix ?? name
      const paths = [...config!.places.keys()].map((at) =>
        at.replace(/^(collector|pcap|epcap)\[\d+\]/u, '$1'),
      )
      const written = new RegExp(String.raw`^\s*${here.replaceAll('.', '[.]')}`, 'mu').test(source)
      return !paths.some((at) => at.startsWith(where + here)) && !(path === 'sflow' && written)
    })
    expect(missing).toEqual([])
  })

  test.each(sflow.blocks.filter((block: Block) => block.absent === true).map(({ name }) => name))(
    'the module %s is not here, and that is said',
    (name) => {
      const { errors, warnings } = readConfig(`sflow { ${name} { } collector { ip = ::1 } }`, 'x')
      expect(errors).toEqual([])
      expect(warnings.map((text) => text.split('\n')[0])).toEqual([
        `x:1:9: warning: module "${name}" is not in this build: its block has no effect`,
      ])
    },
  )
})
