import type { Block } from '../declaration.ts'
import { probability, wholeNumber } from '../values/numbers.ts'
import { onOff } from '../values/words.ts'

const group = (aliases: readonly string[], max: number, example: string) =>
  ({
    name: 'group',
    aliases,
    value: wholeNumber(1, max),
    example,
    doc: 'the netlink group where the kernel puts sampled packets',
    since: '0.1.0',
    reloadable: false,
  }) as const

const likelihood = (alias: string) =>
  ({
    name: 'probability',
    aliases: [alias],
    value: probability,
    defaultNote: 'every packet that the rule passes on',
    example: '0.0025',
    doc: 'how likely the rule of the firewall logs a packet',
    since: '0.1.0',
    reloadable: false,
  }) as const

/** Packet samples that the kernel hands out to a netlink group. */
export const nflogBlock = {
  name: 'nflog',
  absent: true,
  doc: 'Packets are sampled by rules of nftables or iptables with an NFLOG target.',
  since: '0.1.0',
  example: 'nflog { group = 5 probability = 0.0025 }',
  // The C manual says 32; its old form and the kernel (a 16-bit number) know more.
  keys: [group(['nflogGroup'], 65_535, '5'), likelihood('nflogProbability')],
} as const satisfies Block

export const ulogBlock = {
  name: 'ulog',
  absent: true,
  doc: 'Packets are sampled by rules of iptables with an ULOG target, which Linux has not had since 3.17.',
  since: '0.1.0',
  example: 'ulog { group = 1 probability = 0.0025 }',
  keys: [group(['ulogGroup'], 32, '1'), likelihood('ulogProbability')],
} as const satisfies Block

export const psampleBlock = {
  name: 'psample',
  absent: true,
  doc: 'Packets are sampled by the switch chip or by "tc ... action sample".',
  since: '0.1.0',
  example: 'psample { group = 1 egress = on }',
  keys: [
    { ...group([], 32, '1'), defaultText: '1' },
    {
      name: 'ingress',
      value: onOff,
      defaultText: 'on',
      example: 'on',
      doc: 'take samples of incoming packets',
      since: '0.1.0',
      reloadable: false,
    },
    {
      name: 'egress',
      value: onOff,
      defaultText: 'off',
      example: 'on',
      doc: 'take samples of outgoing packets, from the next group',
      since: '0.1.0',
      reloadable: false,
    },
  ],
} as const satisfies Block
