import type { Block } from '../declaration.ts'
import { path } from '../values/names.ts'
import { wholeNumber } from '../values/numbers.ts'

export const jsonBlock = {
  name: 'json',
  doc: 'Applications hand in their own samples and metrics as JSON.',
  since: '0.1.0',
  example: 'json { udpport = 36343 }',
  keys: [
    {
      name: 'udpport',
      aliases: ['jsonPort'],
      value: wholeNumber(0, 65_535, 'PORT'),
      defaultText: '0',
      example: '36343',
      doc: 'the UDP port on loopback where JSON is read, 36343 by custom; 0 is none',
      since: '0.1.0',
      reloadable: true,
      note: (value: number) => (value === 0 ? 'udpport = 0 does not listen at all' : undefined),
    },
    {
      name: 'fifo',
      aliases: ['jsonFIFO'],
      value: path,
      example: '/run/hsflowd/json.fifo',
      doc: 'a named pipe from which JSON is read',
      since: '0.1.0',
      reloadable: true,
    },
  ],
} as const satisfies Block
