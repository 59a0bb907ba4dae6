import type { Block } from '../declaration.ts'
import { flag } from './flag.ts'

export const tcpBlock = {
  name: 'tcp',
  absent: true,
  doc: 'Sampled packets of TCP connections of this host carry round-trip time, losses and window sizes.',
  since: '0.1.0',
  example: 'tcp { }',
  keys: [
    flag('tunnel', 'off', 'connections inside IPIP and VXLAN too'),
    flag('udp', 'off', 'UDP sockets too'),
    flag('dump', 'off', 'ask the kernel for all sockets instead of one'),
  ],
} as const satisfies Block
