import type { Key } from '../declaration.ts'
import { wholeNumber } from '../values/numbers.ts'

// Ethernet with a VLAN tag, IPv6 and TCP without options.
const WHOLE_HEADERS_BYTES = 78
const ETHERNET_PAYLOAD_BYTES = 1472

/** How large. */
export const sizeKeys = [
  {
    name: 'headerBytes',
    value: wholeNumber(0, 256, 'BYTES'),
    unit: 'bytes',
    defaultText: '128',
    example: '128',
    doc: 'the first bytes of a sampled packet that are sent',
    since: '0.1.0',
    reloadable: true,
    dns: true,
    note: (value: number) =>
      value < WHOLE_HEADERS_BYTES
        ? `${value} bytes are too few to hold Ethernet, IPv6 and TCP headers (${WHOLE_HEADERS_BYTES}): collectors will miss ports and addresses`
        : undefined,
  },
  {
    name: 'datagramBytes',
    value: wholeNumber(200, 8192, 'BYTES'),
    unit: 'bytes',
    defaultText: '1400',
    example: '1400',
    doc: 'the most bytes of a datagram, without its UDP and IP headers',
    since: '0.1.0',
    reloadable: true,
    note: (value: number) =>
      value > ETHERNET_PAYLOAD_BYTES
        ? `datagrams of more than ${ETHERNET_PAYLOAD_BYTES} bytes are sent in fragments over Ethernet, and firewalls drop fragments`
        : undefined,
  },
] as const satisfies readonly Key[]
