import type { Block } from '../declaration.ts'
import { address, host } from '../values/addresses.ts'
import { device, namespace } from '../values/names.ts'
import { wholeNumber } from '../values/numbers.ts'

export const collectorBlock = {
  name: 'collector',
  repeat: true,
  doc: 'Where datagrams go; each block is one more collector, and each gets every datagram.',
  more: 'A file without collectors leaves them to DNS-SD.',
  since: '0.1.0',
  example: 'collector { ip = 10.0.0.50 }',
  keys: [
    {
      name: 'ip',
      value: host,
      required: true,
      example: '10.0.0.50',
      doc: 'host name or address of the collector',
      more: 'A name is looked up again and again; a collector whose name is unknown harms no other.',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'udpport',
      value: wholeNumber(1, 65_535, 'PORT'),
      defaultText: '6343',
      example: '6343',
      doc: 'its UDP port',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'dev',
      value: device,
      example: 'eth1',
      doc: 'send through this network device',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'namespace',
      value: namespace,
      example: 'mgmt',
      doc: 'send from this network namespace',
      since: '0.1.0',
      reloadable: true,
      note: (value: string) =>
        value.startsWith('/')
          ? 'the other agents are not told of this collector: their file has names of namespaces, not paths'
          : undefined,
    },
    {
      name: 'source',
      aliases: ['sourceIP'],
      value: address,
      defaultNote: 'the address that the route gives',
      example: '10.0.0.7',
      doc: 'own address to send from',
      more: 'Not a setting of the C daemon, and not told to the other agents.',
      since: '0.1.0',
      reloadable: true,
    },
  ],
} as const satisfies Block
