import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConfig } from './read-config.ts'

const read = (source: string) => readConfig(source, 'hsflowd.conf')

describe('hsflowd.conf', () => {
  test('the plain file', () => {
    const { config, errors, warnings } = read(`
      # where the counters go
      sflow {
        polling = 20
        sampling = 512
        agentIP = 10.0.0.7
        agent = eth0
        collector { ip = 10.0.0.50 udpport = 7343 }
        collector { ip = collector.example dev = eth1 }
      }
    `)
    expect([errors, warnings]).toEqual([[], []])
    expect(config).toEqual({
      polling: 20,
      sampling: 512,
      agentIP: '10.0.0.7',
      agent: 'eth0',
      collectors: [
        { ip: '10.0.0.50', udpport: 7343 },
        { ip: 'collector.example', dev: 'eth1' },
      ],
    })
  })

  test.each([
    ['separators are all the same', 'sflow = {polling=30; collector{ip 10.0.0.1;udpport 1}}'],
    ['keywords have no case', 'SFLOW { POLLING 30 Collector { IP=10.0.0.1 UDPPORT=1 } }'],
    ['quotes', 'sflow { "polling" = "30" collector { ip = "10.0.0.1" udpport = 1 } }'],
    ['old names and suffixes', 'sflow { counterPollingInterval = 0x1e collector { ip=10.0.0.1 udpport=1 } }'],
    ['carriage returns', 'sflow {\r\n polling=30\r\n collector { ip=10.0.0.1 udpport=1 }\r\n}\r\n'],
  ])('%s', (_, source) => {
    expect(read(source)).toMatchObject({
      errors: [],
      config: { polling: 30, collectors: [{ ip: '10.0.0.1', udpport: 1 }] },
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
    expect(errors.map((text) => text.split('\n')[0])).toEqual([
      'hsflowd.conf:1:7: error: this block is not closed: a "}" is missing',
      'hsflowd.conf:2:12: error: the most is 300, for example polling = 30',
      'hsflowd.conf:3:2: error: this collector has no ip: write collector { ip = ADDRESS }',
      'hsflowd.conf:3:24: error: the least is 1, for example udpport = 6343',
      'hsflowd.conf:4:12: error: an IPv4 or IPv6 address is needed, for example agentIP = 10.0.0.7',
    ])
  })

  test.each([
    ['', 'the file has no sflow { ... } block'],
    ['sflow { polling }', '"polling" has no value: write polling = 30'],
    ['sflow { collector { ip = 10.0.0.1 udpport = } }', '"udpport" has no value: write udpport = 6343'],
    ['sflow { polling = abc }', 'a whole number from 0 to 300 is needed, for example polling = 30'],
    ['sflow { } }', 'this "}" closes nothing'],
    ['sflow {\n agent = "eth0\n }', 'a quote is opened and not closed on this line'],
    ['sflow { } sflow { }', 'there is a second sflow block: merge it into the first'],
    ['slow { }', 'only one block stands here: sflow { ... }, did you mean "sflow"?'],
    ['sflow { colector { ip = 10.0.0.1 } }', 'unknown block "colector" in sflow, did you mean "collector"?'],
    ['sflow { collector = 10.0.0.1 }', '"collector" is a block: write collector { ... }'],
  ])('%s', (source, message) => {
    expect(read(source).errors[0]?.split('\n')[0]).toContain(`error: ${message}`)
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
      expect(read(`sflow { uuid = ${text} }`).config?.uuid).toBe('40d48b5d7a624b2c8e0c1a2b3c4d5e6f')
    },
  )

  test('a module of the grammar that is not here is a warning', () => {
    const { errors, warnings } = read('sflow { collector { ip=10.0.0.1 } pcap { dev = eth0 } }')
    expect(errors).toEqual([])
    expect(warnings[0]).toContain('warning: module "pcap" is not in this build')
  })

  test.each([
    ['DNSSD = on', 'DNS-SD is not in this build'],
    ['refreshAdaptors = 60', '"refreshAdaptors" is not supported by this build'],
    ['agent.cidr = 10.0.0.0/8', '"agent.cidr" is not supported by this build'],
    ['sampling.1G = 1000', '"sampling.1G" is not supported by this build'],
  ])('%s is accepted, with a warning', (line, message) => {
    const { errors, warnings } = read(`sflow {\n ${line}\n collector { ip = 10.0.0.1 }\n}`)
    expect(errors).toEqual([])
    expect(warnings[0]).toContain(`hsflowd.conf:2:2: warning: ${message}`)
  })

  test('any number of blocks may be opened', () => {
    expect(read('sflow {'.repeat(100_000)).errors[0]).toContain('error: ')
    expect(read('{'.repeat(100_000)).errors[0]).toContain('a block needs a name')
  })

  test('any text gives a result', () => {
    const word = fc.constantFrom(
      'sflow',
      '{',
      '}',
      'polling',
      '=',
      '30',
      '\n',
      '"',
      '#',
      'collector',
      'ip',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(word).map((w) => w.join(' ')),
        ),
        (source) => {
          const { config, errors } = read(source)
          expect(config === undefined).toBe(errors.length > 0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
