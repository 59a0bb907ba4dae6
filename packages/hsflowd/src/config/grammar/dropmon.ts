import type { Block } from '../declaration.ts'
import { flag } from './flag.ts'
import { anyText } from '../values/names.ts'
import { wholeNumber } from '../values/numbers.ts'
import { pattern } from '../values/pattern.ts'

const MAX = 4_294_967_295

export const dropmonBlock = {
  name: 'dropmon',
  absent: true,
  doc: 'Packets that the kernel or the hardware drops are reported with the reason.',
  since: '0.1.0',
  example: 'dropmon { limit = 50 }',
  keys: [
    flag('start', 'on', 'start the drop monitor of the kernel; off: listen when another program has'),
    flag('force', 'on', 'stop the drop monitor first when another program has started it'),
    flag('sw', 'on', 'drops by the kernel'),
    flag('hw', 'on', 'drops by the hardware (devlink traps)'),
    flag('rn', 'on', 'take the reasons of the kernel'),
    flag('hw_unknown', 'off', 'hardware traps without a known reason too'),
    flag('sw_passive', 'off', 'leave it to others to switch on drops by the kernel'),
    flag('hw_passive', 'off', 'leave it to others to switch on drops by the hardware'),
    {
      name: 'hide',
      value: pattern,
      example: '^(sk_|tcp_v4_rcv)',
      doc: 'no drops whose trap, function or reason has a match',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'limit',
      value: wholeNumber(1, 10_000),
      unit: 'per s',
      defaultText: '100',
      example: '50',
      doc: 'the most drops that are reported in a second; the others are counted',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'max',
      value: wholeNumber(1, MAX),
      unit: 'per s',
      defaultText: '100000',
      example: '50000',
      doc: 'more drops in a second than these, and monitoring ends for good',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'max_trip',
      value: wholeNumber(1, MAX),
      unit: 's',
      defaultText: '2',
      example: '5',
      doc: 'for so many seconds on end',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'group',
      value: anyText,
      example: '1',
      doc: 'an old setting of the C daemon, which ignores it too',
      since: '0.1.0',
      reloadable: true,
      ignored: 'the kernel says itself which group it is',
    },
    {
      name: 'hw_function',
      value: anyText,
      example: 'off',
      doc: 'an old setting of the C daemon, which ignores it too',
      since: '0.1.0',
      reloadable: true,
      ignored: 'it never had an effect',
    },
  ],
} as const satisfies Block
