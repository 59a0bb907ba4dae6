import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const appInitiator = flowRecord(
  'app_initiator',
  { enterprise: 0, format: 2204, spec: 'sflow_application.txt' },
  {
    actor: string(64, { sflowtool: 'actor_initiator' }),
  },
)
