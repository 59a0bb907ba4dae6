import type { Block, Key } from '../declaration.ts'
import { collectorLine } from '../values/collector-line.ts'
import { anyText } from '../values/names.ts'
import { wholeNumber } from '../values/numbers.ts'
import { sflow } from './index.ts'

/** Keys of the TXT record of DNS-SD that are none of hsflowd.conf. */
const onlyInTxt = [
  {
    name: 'collector',
    value: collectorLine,
    repeat: true,
    dns: true,
    example: '10.0.0.50/6343/eth1/mgmt',
    doc: 'one more collector beside the targets of the SRV records, as host/port/dev/namespace',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'dropLimit',
    value: wholeNumber(0, 10_000),
    unit: 'per s',
    dns: true,
    example: '50',
    doc: 'the most dropped packets that are reported in a second; 0 switches drop monitoring off',
    since: '0.1.0',
    reloadable: true,
    ignored: 'module dropmon is not in this build',
    note: () => '"dropLimit" has no effect: module "dropmon" is not in this build',
  },
  {
    name: 'txtvers',
    value: anyText,
    dns: true,
    example: '1',
    doc: 'the version of the record',
    since: '0.1.0',
    reloadable: true,
    ignored: 'there is only one',
  },
] as const satisfies readonly Key[]

/** The keys of the TXT record of DNS-SD (RFC 6763, 6): those of sflow { } that say so, and its own. */
export const txt: Block = {
  name: 'TXT',
  doc: 'Settings in the TXT record of DNS-SD.',
  since: '0.1.0',
  example: 'sampling=512',
  keys: [...sflow.keys.filter((key: Key) => key.dns === true), ...onlyInTxt],
}
