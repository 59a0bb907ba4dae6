import { u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const foundryAclSample = sample(
  'foundry_acl_sample',
  {
    enterprise: 1991,
    format: 1,
    spec: 'vendor (Brocade/Foundry, seen in pmacct)',
    status: 'vendor',
    sflowtool: false,
    notes:
      'Wrapper emitted before an ordinary sample; pmacct skips it and continues. Everyone else should skip by length.',
  },
  {
    flags: u32({ kind: 'bitmap' }),
    groupID: u32({ kind: 'identifier' }),
  },
)
