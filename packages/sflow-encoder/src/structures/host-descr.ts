import { enumeration, string, uuid } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostDescr = counterRecord(
  'host_descr',
  {
    enterprise: 0,
    format: 2000,
    spec: 'sflow_host.txt',
    notes: 'spec writes uuid as opaque<16>; erratum: fixed opaque[16], no length word',
  },
  {
    hostname: string(64),
    uuid: uuid({ sflowtool: 'UUID' }),
    machine_type: enumeration('machine_type'),
    os_name: enumeration('os_name'),
    os_release: string(32),
  },
)
