import type { Block } from '../declaration.ts'
import { deviceOrAlias } from '../values/names.ts'
import { samplingRate } from '../values/numbers.ts'
import { pattern } from '../values/pattern.ts'
import { speedRange } from '../values/speed.ts'
import { onOff } from '../values/words.ts'

const keys = [
  {
    name: 'dev',
    value: deviceOrAlias,
    example: 'eth0',
    doc: 'sample this device',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'dev.pattern',
    value: pattern,
    example: '^(eth|eno)[0-9]+$',
    doc: 'sample the devices whose name has a match',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'speed',
    value: speedRange,
    unit: 'bit/s',
    example: '1G-',
    doc: 'sample the devices of this speed or range of speeds',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'promisc',
    value: onOff,
    defaultText: 'off',
    example: 'on',
    doc: 'switch the device to promiscuous mode',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'vport',
    value: onOff,
    defaultNote: 'on for bridges',
    example: 'on',
    doc: 'send counters of the ports of a bridge too',
    since: '0.1.0',
    reloadable: true,
  },
  {
    name: 'sampling',
    value: samplingRate,
    unit: '1 in N',
    defaultNote: 'sampling.<speed>, then sampling.bps_ratio, then sampling, then by speed',
    example: '1000',
    doc: 'one in N packets of these devices',
    since: '0.1.0',
    reloadable: true,
    note: (value: number) => (value === 0 ? 'with sampling = 0 this block samples nothing' : undefined),
  },
  {
    name: 'dynamic',
    value: onOff,
    defaultText: 'off',
    example: 'on',
    doc: 'only devices that another module asks for, as k8s does for those of pods',
    since: '0.1.0',
    reloadable: true,
  },
] as const

export const pcapBlock = {
  name: 'pcap',
  repeat: true,
  absent: true,
  doc: 'Packets of network devices are sampled; without keys those of all physical ones.',
  since: '0.1.0',
  example: 'pcap { dev = eth0 }',
  keys,
} as const satisfies Block

export const epcapBlock = {
  name: 'epcap',
  repeat: true,
  absent: true,
  doc: 'Packets of network devices are sampled by eBPF; promisc, vport and sampling have no effect.',
  since: '0.1.0',
  example: 'epcap { speed = 10G- }',
  keys,
} as const satisfies Block
