import type { Block } from '../declaration.ts'
import { path } from '../values/names.ts'
import { seconds } from '../values/numbers.ts'
import { pattern } from '../values/pattern.ts'
import { flag } from './flag.ts'

export const xenBlock = {
  name: 'xen',
  absent: true,
  doc: 'Counters of the domains of Xen.',
  since: '0.1.0',
  example: 'xen { dsk = on }',
  keys: [
    flag('update.dominfo', 'off', 'ask the hypervisor for the state of a domain at every poll'),
    flag('dsk', 'on', 'count the disk transfers of domains'),
    {
      name: 'vbd',
      value: path,
      defaultNote: 'that of the kernel',
      example: '/sys/bus/xen-backend/devices',
      doc: 'where the counters of virtual disks are',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'switchport',
      value: pattern,
      example: '^vif[0-9]+[.][0-9]+$',
      doc: 'names of the interfaces that belong to domains',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'refreshVMs',
      value: seconds(10, 3600),
      unit: 's',
      defaultText: '60',
      example: '60',
      doc: 'how often the domains are listed',
      since: '0.1.0',
      reloadable: true,
    },
    {
      name: 'forgetVMs',
      value: seconds(60, 4_294_967_295),
      unit: 's',
      defaultText: '180',
      example: '180',
      doc: 'how long a domain that is gone is remembered',
      since: '0.1.0',
      reloadable: true,
    },
  ],
} as const satisfies Block
