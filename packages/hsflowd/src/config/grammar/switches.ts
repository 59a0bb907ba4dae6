import type { Block } from '../declaration.ts'
import { deviceOrAlias, path } from '../values/names.ts'
import { seconds, wholeNumber } from '../values/numbers.ts'
import { pattern } from '../values/pattern.ts'
import { flag } from './flag.ts'

const switchport = (example: string, defaultText?: string) =>
  ({
    name: 'switchport',
    value: pattern,
    ...(defaultText === undefined ? {} : { defaultText }),
    example,
    doc: 'names of the interfaces that are ports of the switch',
    since: '0.1.0',
    reloadable: true,
  }) as const

/** Switches, each with the interfaces of its operating system. */
export const cumulusBlock = {
  name: 'cumulus',
  absent: true,
  doc: 'The ports of a switch with Cumulus Linux.',
  since: '0.1.0',
  example: 'cumulus { }',
  keys: [switchport('^swp[0-9s]+$', '^swp[0-9s]+$')],
} as const satisfies Block

export const dentBlock = {
  name: 'dent',
  absent: true,
  doc: 'The ports of a switch with DENT.',
  since: '0.1.0',
  example: 'dent { sw = off switchport = ^swp[0-9]+$ }',
  keys: [switchport('^swp[0-9]+$'), flag('sw', 'off', 'let the kernel sample where the chip cannot')],
} as const satisfies Block

export const opxBlock = {
  name: 'opx',
  aliases: ['os10'],
  absent: true,
  doc: 'The ports of a switch with OpenSwitch or OS10.',
  since: '0.1.0',
  example: 'opx { udpport = 20001 port { dev = e101-001-0 } }',
  keys: [
    {
      name: 'udpport',
      value: wholeNumber(1, 65_535, 'PORT'),
      defaultText: '20001',
      example: '20001',
      doc: 'the UDP port on loopback where packet samples arrive',
      since: '0.1.0',
      reloadable: true,
    },
    switchport('^e[0-9]+-[0-9]+-[0-9]+$', '^e[0-9]+-[0-9]+-[0-9]+$'),
  ],
  blocks: [
    {
      name: 'port',
      repeat: true,
      doc: 'One more port of the switch.',
      since: '0.1.0',
      example: 'port { dev = e101-001-0 }',
      keys: [
        {
          name: 'dev',
          value: deviceOrAlias,
          example: 'e101-001-0',
          doc: 'its network device',
          since: '0.1.0',
          reloadable: true,
        },
      ],
    },
  ],
} as const satisfies Block

export const sonicBlock = {
  name: 'sonic',
  absent: true,
  doc: 'The ports of a switch with SONiC, and its sFlow settings.',
  since: '0.1.0',
  example: 'sonic { }',
  keys: [
    switchport('^Ethernet[0-9]+$'),
    flag('unixsock', 'on', 'reach the databases through their sockets'),
    {
      name: 'dbconfig',
      value: path,
      defaultText: '/var/run/redis/sonic-db/database_config.json',
      example: '/var/run/redis/sonic-db/database_config.json',
      doc: 'the file that lists the databases',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'waitReady',
      value: seconds(0, 4_294_967_295),
      unit: 's',
      defaultText: '180',
      example: '60',
      doc: 'how long to wait for the switch to be ready',
      since: '0.1.0',
      reloadable: true,
    },
    flag('suppressOther', 'on', 'no samples of interfaces that are not ports'),
    flag('setIfAlias', 'off', 'the name that SONiC knows a port by becomes its alias'),
    flag('setIfName', 'off', "the alias is sent as the port's name"),
  ],
} as const satisfies Block

export const vppBlock = {
  name: 'vpp',
  absent: true,
  doc: 'The interfaces of VPP.',
  since: '0.1.0',
  example: 'vpp { }',
  keys: [
    {
      name: 'ifOffset',
      value: wholeNumber(0, 4_294_967_295),
      defaultText: '1000000000',
      example: '1000000000',
      doc: 'added to the index of an interface that the kernel does not know',
      since: '0.1.0',
      reloadable: true,
    },
    flag('osIndex', 'on', "take the kernel's index of an interface where it has one"),
  ],
} as const satisfies Block

export const eapiBlock = {
  name: 'eapi',
  absent: true,
  doc: 'The sFlow settings of a switch with Arista EOS.',
  since: '0.1.0',
  example: 'eapi { }',
  keys: [],
} as const satisfies Block
