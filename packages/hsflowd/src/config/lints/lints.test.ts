import { describe, expect, test } from 'vitest'
import { readConfig } from '../read-config.ts'

/** What is said of the lines of an sflow block, each with the text that its caret stands under. */
function said(lines: string): [at: string, message: string][] {
  const { errors, warnings } = readConfig(`sflow {\n${lines}\n}`, 'x')
  expect(errors).toEqual([])
  return warnings.map((text) => {
    const [head = '', source = '', caret = ''] = text.split('\n')
    const at = source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)
    return [at, head.replace(/^x:\d+:\d+: warning: /u, '')]
  })
}

const collector = 'collector { ip = 10.0.0.50 }'

describe('what is valid and hardly meant', () => {
  test.each([
    [
      'sampling = 1\nsampling.1G = 1000',
      'sampling',
      '"sampling" has no effect on interfaces of 1G: "sampling.1G" (line 3) is more specific',
    ],
    [
      'sampling.1g = 1000 sampling.10G=10K\nsampling = 400',
      'sampling',
      '"sampling" has no effect on interfaces of 1G, 10G: "sampling.1G" (line 2), "sampling.10G" (line 2) are more specific',
    ],
    [
      'sampling = 400 sampling.bps_ratio = 1M',
      'sampling',
      '"sampling" has no effect on interfaces of known speed: "sampling.bps_ratio = 1000000" (line 2) is more specific; ' +
        'sampling.bps_ratio = 0 leaves it to "sampling"',
    ],
    ['polling = 20\npolling = 30', 'polling', '"polling" is on line 2 already: only this one counts'],
    [
      'sampling.HTTP = 20\nsampling.http = 30',
      'sampling.http',
      '"sampling.http" is on line 2 already: only this one counts',
    ],
    [
      'agentIP = 10.0.0.1\nagent = eth0',
      'agent',
      '"agent" has no effect: "agentIP" (line 2) says the address',
    ],
    [
      'agent.cidr = 10.0.0.0/8\nagentIP = 10.0.0.1',
      'agent.cidr',
      '"agent.cidr" has no effect: "agentIP" (line 3) says the address',
    ],
    [
      'agent = 10.0.0.1',
      'agent',
      '"agent" is the name of a network device: of an address write agentIP = 10.0.0.1',
    ],
    ['subAgentId = 80', 'subAgentId', 'other agents of this host may send as 80'],
    ['headerBytes = 64', '64', '64 bytes are too few to hold Ethernet, IPv6 and TCP headers (78)'],
    ['datagramBytes = 8192', '8192', 'datagrams of more than 1472 bytes are sent in fragments over Ethernet'],
    ['polling = 61', '61', 'polling = 61 is slow'],
    ['polling = 0', '0', 'polling = 0 switches counters off'],
    ['polling.http = 300', '300', 'polling = 300 is slow'],
    ['sampling = 0', '0', 'sampling = 0 switches sampling off'],
    ['polling = 024', '024', 'a number with a leading 0 is octal: this is 20'],
    [
      'sampling.ntp = 2',
      'sampling.ntp',
      'nothing on a host asks for "sampling.ntp" (names are http, memcache, java, app.NAME',
    ],
    [
      'sampling.htp = 2',
      'sampling.htp',
      'nothing on a host asks for "sampling.htp", did you mean "sampling.http"?',
    ],
    ['polling.memcahce = 2', 'polling.memcahce', 'did you mean "polling.memcache"?'],
    ['sampling.aap.web = 2', 'sampling.aap.web', 'did you mean "sampling.app.web"?'],
    ['sampling.10Gbit = 2', 'sampling.10Gbit', 'did you mean "sampling.10G"?'],
    ['sampling.1000M = 2', 'sampling.1000M', 'no link speed is written 1000M: write 1G'],
    ['sampling.10 = 2', 'sampling.10', 'no link is as slow as 10 bit/s: write the unit, as in 10G'],
    [
      'polling.10G = 20',
      'polling.10G',
      '"polling.10G" has no effect: counters are polled alike at every speed',
    ],
    [
      `${collector}\ncollector { ip = 10.0.0.50 udpport = 6343 }`,
      'collector',
      'this collector is the same as that on line 2: it counts once',
    ],
    ['collector { ip = 0.0.0.0 }', 'ip', '0.0.0.0 is no address to send to'],
    ['collector { ip = :: }', 'ip', ':: is no address to send to'],
    [
      'collector { ip = ::1 source = 10.0.0.1 }',
      'source',
      'from 10.0.0.1 nothing can be sent to ::1: the families differ',
    ],
    ['collector { ip = fe80::7 }', 'ip', 'write ip = fe80::7%eth0, or dev = eth0'],
    ['agentIP = 127.0.0.1', '127.0.0.1', 'every host has 127.0.0.1'],
    [
      'uuid = 03000200-0400-0500-0006-000700080009',
      '03000200-0400-0500-0006-000700080009',
      'is a placeholder',
    ],
    [
      'dns-sd { domain = ._sflow._udp.example.com }',
      '._sflow._udp.example.com',
      '_sflow._udp is put in front of it: write domain = example.com',
    ],
    ['json { udpport = 0 }', '0', 'udpport = 0 does not listen at all'],
    [
      `DNSSD = on\n${collector}`,
      'DNSSD',
      'DNS-SD replaces the collector of this file (line 3): it counts only while DNS has none',
    ],
    [
      `${collector} ${collector.replace('50', '51')}\ndns-sd { }`,
      'dns-sd',
      'DNS-SD replaces the collectors of this file',
    ],
    ['DNSSD = off', 'DNSSD', 'DNS-SD is off and no collector is named: nothing will be sent'],
    [`DNSSD = off dns-sd { } ${collector}`, 'DNSSD', 'contradicts the dns-sd block on line 2: DNS-SD is off'],
    ['jsonPort = 36343', 'jsonPort', '"jsonPort" is an old form: write json { udpport = 36343 }'],
    [
      'jsonPort = 36343\njson { udpport = 36344 }',
      'jsonPort',
      '"jsonPort" has no effect: line 3 comes before it',
    ],
    ['nflogProbability = 1', 'nflogProbability', '"nflogProbability" has no effect without nflog { }'],
    ['nflogGroup = 5', 'nflogGroup', 'module "nflog" is not in this build'],
    [`DNSSD_domain = .a ${collector}`, 'DNSSD_domain', '"DNSSD_domain" has no effect: DNS-SD is not used'],
    [
      'refreshAdaptors = 60',
      'refreshAdaptors',
      '"refreshAdaptors" has no effect: the kernel tells of every change',
    ],
    ['loopback = on', 'loopback', '"loopback" has no effect'],
    [
      'json { udpport = 1 }\njson { fifo = /f }',
      'json',
      'there is already a block json on line 2: this one adds to it',
    ],
  ])('%s', (lines, at, message) => {
    expect(said(lines)).toContainEqual([at, expect.stringContaining(message)])
  })

  test.each([
    'polling = 60 sampling = 1 headerBytes = 128 datagramBytes = 1400 subAgentId = 100000',
    'sampling = 400 sampling.10G = 400 sampling.bps_ratio = 0',
    'sampling.100M = 100 sampling.1G = 1000 sampling.2500M = 2500 sampling.2.5G = 2500 sampling.400G = 400000',
    'sampling.http = 50 sampling.memcache = 400 sampling.java = 1 sampling.app = 10 polling.app.web.eu = 10',
    `${collector} collector { ip = 10.0.0.50 udpport = 6344 } collector { ip = 10.0.0.50 dev = eth1 }`,
    `${collector} DNSSD = off`,
    'agent = eth0 agent.cidr = !10.1.0.0/16 agent.cidr = 10.0.0.0/8 agent.cidr = 10.0.0.0/8',
    'DNS-SD { domain = .example.com }',
    'collector { ip = fe80::7%eth0 } collector { ip = fe80::7 dev = eth0 } collector { ip = fe80.example }',
    'json { udpport = 36343 fifo = /run/hsflowd/json.fifo }',
    'uuid = 40d48b5d-7a62-4b2c-8e0c-1a2b3c4d5e6f agentIP = 203.0.113.9',
  ])('no false alarm: %s', (lines) => expect(said(lines)).toEqual([]))
})
