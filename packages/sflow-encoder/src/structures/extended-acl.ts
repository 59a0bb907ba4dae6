import { enumeration, string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedAcl = flowRecord(
  'extended_acl',
  {
    enterprise: 0,
    format: 1037,
    spec: 'sflow_drops.txt',
    sflowtool: false,
    notes: 'in the published spec but neither hsflowd nor sflowtool (6.11) implement it; goflow2 does',
  },
  {
    number: u32({ kind: 'identifier' }),
    name: string(),
    direction: enumeration('acl_direction'),
  },
)
