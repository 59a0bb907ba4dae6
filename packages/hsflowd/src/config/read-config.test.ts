import { describe, expect, test } from 'vitest'
import { readConfig } from './read-config.ts'

const read = (source: string) => readConfig(source, 'hsflowd.conf')
/** First lines of what is said: without the source line and the caret. */
const heads = (said: readonly string[]): string[] => said.map((text) => text.split('\n')[0]!)

describe('hsflowd.conf', () => {
  test('the plain file', () => {
    const { config, errors, warnings } = read(`
      # where the counters go
      sflow {
        polling = 20
        sampling = 512
        agent = eth0
        collector { ip = 10.0.0.50 udpport = 7343 }
        collector { ip = collector.example dev = eth1 source = 10.0.0.7 }
      }
    `)
    expect([errors, warnings]).toEqual([[], []])
    const { places, ...rest } = config!
    expect(rest).toEqual({
      values: { polling: 20, sampling: 512, agent: 'eth0' },
      applications: [],
      collectors: [
        { ip: '10.0.0.50', udpport: 7343 },
        { ip: 'collector.example', dev: 'eth1', source: '10.0.0.7' },
      ],
      dnsSd: undefined,
      dnsSdOff: false,
      blocks: {},
    })
    expect(places.get('polling')).toMatchObject({ line: 4, column: 9 })
    expect(places.get('collector[1]')).toMatchObject({ line: 8, column: 9 })
    expect(places.get('collector[1].dev')).toMatchObject({ line: 8, column: 44 })
  })

  test.each([
    ['separators are all the same', 'sflow = {polling=30; collector{ip 10.0.0.1;udpport 1}}'],
    ['keywords have no case', 'SFLOW { POLLING 30 Collector { IP=10.0.0.1 UDPPORT=1 } }'],
    ['quotes', 'sflow { "polling" = "30" collector { ip = "10.0.0.1" udpport = 1 } }'],
    [
      'old names, numbers as in C',
      'sflow { counterPollingInterval = 0x1e collector { ip=10.0.0.1 udpport=1 } }',
    ],
    ['carriage returns', 'sflow {\r\n polling=30\r\n collector { ip=10.0.0.1 udpport=1 }\r\n}\r\n'],
    ['a byte order mark', '\uFEFFsflow { polling=30 collector { ip=10.0.0.1 udpport=1 } }'],
    ['braces on lines of their own', 'sflow\n{\npolling 30\ncollector\n{\nip\n10.0.0.1\nudpport\n1\n}\n}'],
    ['blanks of a web page', 'sflow\u00A0{ polling\u00A0= 30 collector { ip=10.0.0.1\u00A0udpport=1 } }'],
    ['JSON', '{"sflow":{"polling":30,"collector":{"ip":"10.0.0.1","udpport":1}}}'],
  ])('%s', (_, source) => {
    expect(read(source)).toMatchObject({
      errors: [],
      warnings: [],
      config: { values: { polling: 30 }, collectors: [{ ip: '10.0.0.1', udpport: 1 }] },
    })
  })

  test('no collector is no error: DNS-SD has them', () => {
    expect(read('sflow { }')).toMatchObject({
      errors: [],
      warnings: [],
      config: { collectors: [], dnsSdOff: false },
    })
  })

  test('an unknown setting: place, line, caret, suggestion', () => {
    expect(read('sflow {\n  poling = 30\n}\n').errors).toEqual([
      'hsflowd.conf:2:3: error: unknown sflow setting "poling", did you mean "polling"?\n' +
        '    2 |   poling = 30\n' +
        '      |   ^^^^^^',
    ])
  })

  test('all errors of a file at once, none applied', () => {
    const { config, errors } = read('sflow {\n polling = 900\n collector { udpport = 0 }\n agentIP = here\n')
    expect(config).toBeUndefined()
    expect(heads(errors)).toEqual([
      'hsflowd.conf:1:7: error: this block is not closed: a "}" is missing',
      'hsflowd.conf:2:12: error: the most is 300, for example polling = 20',
      'hsflowd.conf:3:2: error: this collector has no ip: write collector { ip = HOST }',
      'hsflowd.conf:3:24: error: the least is 1, for example udpport = 6343',
      'hsflowd.conf:4:12: error: an IPv4 or IPv6 address is needed, for example agentIP = 10.0.0.7',
    ])
  })

  test.each([
    ['', 'the file has no sflow { ... } block'],
    ['sflow { polling }', '"polling" has no value: write polling = 20, or remove it for the default 30'],
    ['sflow { agentIP = "" }', '"agentIP" has no value: write agentIP = 10.0.0.7'],
    [
      'sflow { collector { ip = 10.0.0.1 udpport = } }',
      '"udpport" has no value: write udpport = 6343, or remove it for the default 6343',
    ],
    ['sflow { polling = abc }', 'a whole number from 0 to 300 is needed, for example polling = 20'],
    ['sflow { polling = 08 }', 'a number with a leading 0 is octal: leave the 0 away'],
    ['sflow { DNSSD = no }', 'on or off is needed: write off, for example DNSSD = off'],
    ['sflow { agent = “eth0” }', 'this is not the quote of a program'],
    ['sflow { } }', 'this "}" closes nothing'],
    ['sflow {\n agent = "eth0\n }', 'a quote is opened and not closed on this line'],
    ['sflow { } sflow { }', 'there is a second sflow block: merge it into the first'],
    ['slow { }', 'only one block stands here: sflow { ... }, did you mean "sflow"?'],
    ['sflow { colector { ip = 10.0.0.1 } }', 'unknown block "colector" in sflow, did you mean "collector"?'],
    ['sflow { collector = 10.0.0.1 }', '"collector" is a block: write collector { ... }'],
    ['sflow { polling { 30 } }', 'unknown block "polling" in sflow: it is a setting, write polling = 20'],
    ['sflow { udpport = 6343 }', 'it belongs in collector { }, json { } or opx { }'],
    [
      'sflow { collector { ip=::1 polling=3 } }',
      'unknown collector setting "polling": it belongs in sflow { } itself',
    ],
    [
      'sflow { collector { ip=::1 pcap { } } }',
      'unknown block "pcap" in collector: it belongs in sflow { } itself',
    ],
    ['sflow { samplng.http = 50 }', 'unknown sflow setting "samplng.http", did you mean "sampling.http"?'],
    ['sflow { xenUpdateDominfo = on }', 'did you mean "xen.update.dominfo"?'],
    [
      'sflow { collector { ip = ::1 port = 6343 } }',
      'unknown collector setting "port", did you mean "udpport"?',
    ],
    [
      'sflow { collector { ip = ::1 device = eth0 } }',
      'unknown collector setting "device", did you mean "dev"?',
    ],
    [
      'sflow { collector { ip = ::1 netns = a } }',
      'unknown collector setting "netns", did you mean "namespace"?',
    ],
    ['sflow { collector { host = a } }', 'unknown collector setting "host", did you mean "ip"?'],
    [
      'sflow { polling: 30 }',
      'unknown sflow setting "polling:": a colon is no separator, write polling = ...',
    ],
    ['sflow { collector: { ip: a } }', 'unknown block "collector:" in sflow: write collector { ... }'],
    ['sflow { dnssd { domain = a } }', 'unknown block "dnssd" in sflow: write dns-sd { ... }'],
    [
      'sflow { agent.cidr = 10.0.0.0/8 !10.1.0.0/16 }',
      'setting "!10.1.0.0/16": write agent.cidr = !10.1.0.0/16',
    ],
    ['sflow { dns-sd }', '"dns-sd" has no value: write dns-sd { }'],
    ['sflow {\n} \0', 'hsflowd.conf:2:1: error: this is no text of UTF-8: save it as UTF-8'],
    ['sflow { collector { 10.0.0.50 } }', 'unknown collector setting "10.0.0.50": write ip = 10.0.0.50'],
    ['sflow { polling = 20s }', 'a whole number from 0 to 300 is needed, without a unit'],
    ['sflow { DNSSD = constructor }', 'on or off is needed, for example DNSSD = off'],
    ['sflow { constructor = 1 }', 'unknown sflow setting "constructor"'],
    ['sflow { __proto__ { a = 1 } }', 'unknown block "__proto__" in sflow'],
    ['sflow { // polling\n }', 'unknown sflow setting "//": a comment begins with "#"'],
    ['sflow { a { b { c { d { } } } } }', 'unknown block "a" in sflow'],
  ])('%s', (source, message) => {
    expect(heads(read(source).errors).join('\n')).toContain(message)
    expect(read(source).config).toBeUndefined()
  })

  test('of a value with braces and without quotes nothing follows', () => {
    expect(heads(read('sflow { pcap { dev.pattern = ^eth[0-9]{1,2}$ promisc = on } }').errors)).toEqual([
      'hsflowd.conf:1:39: error: a value that contains braces stands in quotes: "^eth[0-9]{..."',
    ])
    expect(heads(read('sflow {\n { polling = 3 } }').errors)).toEqual([
      'hsflowd.conf:2:2: error: a block needs a name in front of "{"',
    ])
  })

  test('of a quote that is not closed nothing follows', () => {
    expect(heads(read('sflow {\n collector { ip = "10.0.0.1 }\n}').errors)).toEqual([
      'hsflowd.conf:2:19: error: a quote is opened and not closed on this line',
    ])
  })

  test.each([
    ['polling = 30, sampling = 5', ['1:21']],
    ['polling = 30 , sampling = 5', ['1:22']],
    ['polling = 30,sampling = 5', ['1:21']],
    ['collector { ip = 10.0.0.1, udpport = 5 }', ['1:34']],
    ['collector { ip = 10.0.0.1,udpport = 5, }', ['1:34', '1:46']],
  ])('a comma has its own error, and no other follows from it: %s', (source, places) => {
    const { errors } = read(`sflow { ${source} }`)
    expect(heads(errors)).toEqual(
      places.map(
        (place) =>
          `hsflowd.conf:${place}: error: a comma separates nothing here: remove it, a blank or the end of the line is enough`,
      ),
    )
  })

  test.each([
    ['ip = 10.0.0.300', 'a host name or an IP address is needed, for example ip = 10.0.0.50'],
    ['ip = foo..bar', 'a host name or an IP address is needed'],
    ['ip = 7', 'a host name or an IP address is needed'],
    ['ip = 10.0.0.1:6343', 'the port is a setting of its own: ip = 10.0.0.1 udpport = 6343'],
    ['ip = [2001:db8::7]:7000', 'the port is a setting of its own: ip = 2001:db8::7 udpport = 7000'],
    ['ip = [::1]', 'an IPv6 address stands without brackets here: ip = ::1'],
    ['ip = ::1 namespace = ..', 'the name of a network namespace, or its absolute path, is needed'],
    ['ip = ::1 namespace = a/b', 'the name of a network namespace, or its absolute path, is needed'],
    ['ip = ::1 namespace = "a b"', 'the name of a network namespace, or its absolute path, is needed'],
    ['ip = ::1 dev = a-name-that-is-too-long', 'the name of a network device is needed'],
    ['ip = ::1 source = eth0', 'an IPv4 or IPv6 address is needed'],
  ])('collector { %s }', (source, message) => {
    const { errors } = read(`sflow { collector { ${source} } }`)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.split('\n')[0]).toContain(`error: ${message}`)
  })

  test.each([
    'ip = fe80::1%eth0',
    'ip = sflow_collector-1.example.',
    `ip = ::1 namespace = ${'n'.repeat(255)}`,
    'ip = ::1 namespace = cni-5d1f0a2e-3b4c-4d5e-8f60-718293a4b5c6',
  ])('collector { %s } is one', (source) => {
    expect(read(`sflow { collector { ${source} } }`)).toMatchObject({ errors: [], warnings: [] })
  })

  test('a namespace may be a path, which the other agents are not told', () => {
    const { config, warnings } = read('sflow { collector { ip = ::1 namespace = /proc/1/ns/net } }')
    expect(config?.collectors).toEqual([{ ip: '::1', namespace: '/proc/1/ns/net' }])
    expect(warnings[0]).toContain('warning: the other agents are not told of this collector')
  })

  test.each(['40D48B5D-7a62-4b2c-8e0c-1a2b3c4d5e6f', '40:d4:8b:5d:7a:62:4b:2c:8e:0c:1a:2b:3c:4d:5e:6f'])(
    'uuid = %s',
    (text) => {
      expect(read(`sflow { uuid = ${text} }`).config?.values.uuid).toBe('40d48b5d7a624b2c8e0c1a2b3c4d5e6f')
    },
  )

  test('quotes hold what would end a word', () => {
    const { config, errors } = read(
      'sflow { agent = "my ""uplink"" # 1" pcap { dev.pattern = "^eth{1}[0-9]=;$" } pcap { dev.pattern = ^a$ } }',
    )
    expect(errors).toEqual([])
    expect(config?.values.agent).toBe('my "uplink" # 1')
    expect(config?.blocks.pcap?.map((tap) => tap['dev.pattern']?.source)).toEqual(['^eth{1}[0-9]=;$', '^a$'])
  })

  test('addresses to prefer and to avoid, speeds, applications, in the order of the file', () => {
    const { config, errors } = read(`sflow {
      agent.cidr = !10.1.0.0/16
      agent.cidr = 10.0.0.0/255.0.0.0
      sampling.10g = 10K  sampling.app.web = 10  polling.App.Web = 5  sampling.1G = 1000
      pcap { speed = 1G-10G }  pcap { speed = 1- }
    }`)
    expect(errors).toEqual([])
    expect(config).toMatchObject({
      values: {
        'agent.cidr': [
          { exclude: true, address: '10.1.0.0', prefixLength: 16 },
          { exclude: false, address: '10.0.0.0', prefixLength: 8 },
        ],
      },
      applications: [
        { name: '10G', sampling: 10_000 },
        { name: 'app.web', sampling: 10, polling: 5 },
        { name: '1G', sampling: 1000 },
      ],
      blocks: { pcap: [{ speed: { min: 1e9, max: 1e10 } }, { speed: { min: 1, max: Infinity } }] },
    })
    expect(config?.places.get('agent.cidr')?.line).toBe(2)
    expect(config?.places.get('sampling.10G')?.line).toBe(4)
  })

  test('a module that is not here: its block is one warning, its keys are checked', () => {
    const { errors, warnings, config } = read('sflow { pcap { dev = eth0 } pcap { dev = eth1 } nvml { } }')
    expect(errors).toEqual([])
    expect(heads(warnings)).toEqual([
      'hsflowd.conf:1:9: warning: module "pcap" is not in this build: its block has no effect',
      'hsflowd.conf:1:49: warning: module "nvml" is not in this build: its block has no effect',
    ])
    expect(config?.blocks).toEqual({ pcap: [{ dev: 'eth0' }, { dev: 'eth1' }], nvml: {} })
    expect(heads(read('sflow { pcap { promisc = yes } }').errors)[0]).toContain(
      'on or off is needed: write on',
    )
  })

  test.each<[string, object]>([
    ['DNSSD = on', { dnsSd: {}, dnsSdOff: false }],
    ['DNS-SD = off', { dnsSd: undefined, dnsSdOff: true }],
    ['dns-sd off', { dnsSdOff: true }],
    ['DNS-SD { }', { dnsSd: {} }],
    ['dns-sd = { domain = .example.com }', { dnsSd: { domain: 'example.com' } }],
    ['dns-sd { DNSSD_domain = example.com. }', { dnsSd: { domain: 'example.com' } }],
    ['DNSSD = on DNSSD_domain = .example.com', { dnsSd: { domain: 'example.com' } }],
    ['DNSSD_domain = .example.com', { dnsSd: { domain: 'example.com' } }],
    ['DNSSD_domain = .example.com collector { ip = ::1 }', { dnsSd: undefined }],
    ['jsonPort = 36343', { blocks: { json: { udpport: 36_343 } } }],
    ['jsonFIFO = /run/json jsonPort = 36343', { blocks: { json: { udpport: 36_343, fifo: '/run/json' } } }],
    ['jsonPort = 36343 json { udpport = 36344 }', { blocks: { json: { udpport: 36_344 } } }],
    ['json { jsonPort = 36343 }', { blocks: { json: { udpport: 36_343 } } }],
    ['nflogGroup = 5 nflogProbability = 0.01', { blocks: { nflog: { group: 5, probability: 0.01 } } }],
    ['nflogProbability = 0.01', { blocks: {} }],
    ['xen.dsk = off', { blocks: {} }],
    ['xen.dsk = off xen { }', { blocks: { xen: { dsk: false } } }],
    [
      'os10 { port { dev = a } port { dev = b } }',
      { blocks: { opx: { port: [{ dev: 'a' }, { dev: 'b' }] } } },
    ],
    ['json { udpport = 1 } json { fifo = /f }', { blocks: { json: { udpport: 1, fifo: '/f' } } }],
  ])('%s', (source, expected) => {
    const { config, errors } = read(`sflow { ${source} }`)
    expect(errors).toEqual([])
    expect(config).toMatchObject(expected)
    if ('blocks' in expected) expect(config?.blocks).toEqual(expected.blocks)
  })
})
