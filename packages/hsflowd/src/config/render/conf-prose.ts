import { code, heading, steps, terms, text, type Chapter, sentence } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'
import { explanation, remarks, valueText } from './key-facts.ts'

type Title =
  'description' | 'format' | 'precedence' | 'samplingRate' | 'dnsSd' | 'json' | 'examples' | 'files'

/** What no single declaration says. */
export function confProse(sflow: Block, txt: Block): Readonly<Record<Title, Chapter>> {
  return { description, format, precedence, samplingRate, dnsSd: dnsSd(sflow, txt), json, examples, files }
}

const description: Chapter = {
  title: 'Description',
  parts: [
    text(
      'The settings of `hsflowd`(8), and through it those of every other sFlow agent of the host, which follow the file that hsflowd generates from them.',
    ),
    text(
      'The file need not be there. Without it, or when it names neither a collector nor `DNSSD = off`, hsflowd learns collectors and settings from DNS: see DNS-SD below.',
    ),
    text(
      'It is read again when it changes (not with `--no-watch`) and on SIGHUP. A file with errors is reported, each error with its line, and the settings in force stay. `hsflowd --check -f FILE` tells beforehand, `hsflowd --print-config` what is in force and where each setting comes from.',
    ),
  ],
}

const format: Chapter = {
  title: 'Format',
  parts: [
    text('The file is one block `sflow { ... }` with keys, each with its value, and further blocks:'),
    code(`
sflow {
  polling = 20
  collector { ip = 10.0.0.50 }
  collector { ip = 2001:db8::50; udpport = 6344 }
}`),
    terms(
      [
        'Separators',
        'Blanks, tabs, `=` and `;` separate words and mean nothing else: `polling = 20`, `polling=20;` and `polling 20` are the same. A comma is no separator. A value stands on the line of its key, or alone on the next one.',
      ],
      ['Case', 'Names of keys and blocks may be written in any case; values keep theirs.'],
      ['Comments', '`#` starts a comment that goes to the end of the line, except inside quotes.'],
      [
        'Quotes',
        'A value in double quotes may contain separators, braces and `#`, as regular expressions do; two double quotes in it are one.',
      ],
      [
        'Numbers',
        'Decimal, or hexadecimal behind `0x`; behind a leading 0 octal, as the C daemon reads them, with a warning. K, M or G behind it multiplies by a thousand, a million or 10^9: `10K` is 10000.',
      ],
      [
        'Ranges',
        'Of addresses: `10.0.0.0/8`, `10.0.0.0/255.0.0.0` or `2001:db8::/32`, with `!` in front to exclude one. Of speeds: `1G` is just that speed, `1G-10G` includes both, `1G-` has no end.',
      ],
      [
        'Regular expressions',
        'POSIX extended ones. They distinguish case and match anywhere in the name, unless `^` or `$` say otherwise.',
      ],
      [
        'Several times',
        'A key that is given again replaces the first, with a warning, except those that may be given several times, such as `collector` and `agent.cidr`.',
      ],
    ),
    text(
      'What is unknown is an error, and a similar name is suggested. So is a block that is not closed, which the C daemon forgives: the file may not be all there.',
    ),
  ],
}

const precedence: Chapter = {
  title: 'Precedence',
  parts: [
    text('Each setting is taken from the first of these that gives it:'),
    steps(
      'an option of the command line, such as `--polling`;',
      'the environment, such as `HSFLOWD_COLLECTOR`;',
      'DNS-SD;',
      'this file;',
      'the default.',
    ),
    text(
      'Collectors are taken from one place as a whole: those of the SRV records replace those of the file; `--collector` and `HSFLOWD_COLLECTOR` replace both and switch DNS-SD off.',
    ),
  ],
}

const samplingRate: Chapter = {
  title: 'Sampling rate of an interface',
  parts: [
    text('Packets of an interface are sampled at the rate that the first of these gives:'),
    steps(
      '`sampling` in the block that samples it, such as `pcap { dev = eth0 sampling = 1000 }`;',
      '`sampling.SPEED`, such as `sampling.10G`, for the speed of its link;',
      '`sampling.bps_ratio = R`: one in (bits per second / R), with 0 the plain `sampling`;',
      '`sampling`, where this file, DNS, an option or the environment sets it;',
      'the speed of its link: one in (bits per second / 1,000,000), at least one in 100, so one in 1000 at 1G and one in 10000 at 10G. Where the speed is not known, the default of `sampling`.',
    ),
    text(
      'A plain `sampling = 512` therefore has effect on every interface. The C daemon ignores it on each interface whose speed it knows.',
    ),
  ],
}

function dnsSd(sflow: Block, txt: Block): Chapter {
  const shared = txt.keys.filter((key) => sflow.keys.includes(key)).map(({ name }) => `\`${name}\``)
  const own = txt.keys.filter((key) => !sflow.keys.includes(key))
  return {
    title: 'DNS-SD',
    parts: [
      text(
        'DNS-SD is used when the file has a block `dns-sd { }`, and when neither it nor anything else names a collector; `DNSSD = off` forbids it. hsflowd asks for `_sflow._udp` below the domain of `dns-sd { domain = DOMAIN }`, or else below each domain of the search list of `resolv.conf`(5):',
      ),
      code(`
$ORIGIN example.com.
_sflow._udp 600 IN SRV 0 0 6343 collector1
_sflow._udp 600 IN SRV 0 0 6343 collector2
_sflow._udp 600 IN SRV 10 0 6343 reserve
_sflow._udp 600 IN TXT "txtvers=1" "polling=20" "sampling=512"`),
      terms(
        [
          'SRV',
          'The collectors. Every one of the lowest priority receives every datagram; those of the next serve while none of these can be used. Weights mean nothing.',
        ],
        [
          'TXT',
          `Settings, each \`key=value\`. As in the file: ${shared.join(', ')}. What is unknown or invalid is reported and skipped.`,
        ],
        ...own.map((key): [string, string] => [`TXT ${key.name}`, `${explanation(key)} ${txtFacts(key)}`]),
      ),
      text(
        'Settings that DNS does not give stay those of the file. The records are asked for again when their time to live is over, at the earliest after 10 s and at the latest after an hour. Where DNS does not answer, the last settings stay; where it answers that there is no such record, nothing is sent, unless the file names collectors. `hsflowd dns-sd --explain` shows questions, answers and settings, and the zone that would publish the present ones.',
      ),
    ],
  }
}

const txtFacts = (key: Key): string =>
  [valueText(key), `example: \`${key.name}=${key.example}\``, ...remarks({ ...key, dns: undefined! })]
    .map(sentence)
    .join(' ')

const json: Chapter = {
  title: 'JSON form',
  parts: [
    text(
      'A file whose first sign is `{` is JSON, for configurations that a program writes. It has the same keys, checks and messages: an object is a block, a list gives its key several times, true and false are on and off.',
    ),
    code(`
{ "sflow": {
  "polling": 20,
  "sampling.10G": 5000,
  "collector": [
    { "ip": "10.0.0.50" },
    { "ip": "10.0.0.51", "udpport": 6344 }
  ]
} }`),
    text(
      '`hsflowd config schema` prints its JSON Schema, `hsflowd config json -f FILE` the JSON form of any configuration.',
    ),
  ],
}

const examples: Chapter = {
  title: 'Examples',
  parts: [
    text('Two collectors, one of them behind a management network:'),
    code(`
sflow {
  collector { ip = 10.0.0.50 }
  collector { ip = collector.example.com dev = eth1 }
}`),
    text('Everything from DNS, below a domain that is not in the search list:'),
    code(`
sflow {
  dns-sd { domain = example.com }
}`),
    text('An agent address of the management network, never one of the container bridge:'),
    code(`
sflow {
  agent.cidr = 10.20.0.0/16
  agent.cidr = !172.17.0.0/16
}`),
    text('Sampling rates by the speed of the link, and for one application:'),
    code(`
sflow {
  sampling = 512
  sampling.10G = 10000
  sampling.http = 50
  collector { ip = 10.0.0.50 }
}`),
    heading('What is wrong'),
    text('Errors are shown with the line and what may have been meant:'),
    code(`
hsflowd.conf:2:13: error: the most is 300, for example polling = 20
    2 |   polling = 600
      |             ^^^`),
  ],
}

const files: Chapter = {
  title: 'Files',
  parts: [
    terms(
      ['/etc/hsflowd.conf', 'This file; `-f FILE` and `HSFLOWD_CONF` name another one.'],
      ['/etc/hsflowd.auto', 'The generated settings, which the other agents follow.'],
    ),
  ],
}
