import type { Block } from '../declaration.ts'
import { wholeNumber } from '../values/numbers.ts'
import { flag } from './flag.ts'

export const nvmlBlock = {
  name: 'nvml',
  absent: true,
  doc: 'Counters of NVIDIA GPUs.',
  since: '0.1.0',
  example: 'nvml { }',
  keys: [],
} as const satisfies Block

export const dbusBlock = {
  name: 'dbus',
  absent: true,
  doc: "The daemon's own counters and the rates of its ports on D-Bus.",
  since: '0.1.0',
  example: 'dbus { }',
  keys: [],
} as const satisfies Block

export const nlrouteBlock = {
  name: 'nlroute',
  absent: true,
  doc: 'Aliases, network namespaces and addresses of interfaces by rtnetlink.',
  since: '0.1.0',
  example: 'nlroute { limit = 50 }',
  keys: [
    {
      name: 'limit',
      value: wholeNumber(0, 500),
      unit: 'per s',
      defaultText: '50',
      example: '50',
      doc: 'the most requests in a second',
      since: '0.1.0',
      reloadable: true,
    },
    flag('link', 'on', 'ask for links'),
    flag('addr', 'on', 'ask for addresses'),
    flag('setIfAlias', 'on', "take the kernel's alias of an interface"),
  ],
} as const satisfies Block
