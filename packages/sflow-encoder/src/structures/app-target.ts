import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const appTarget = flowRecord(
  'app_target',
  { enterprise: 0, format: 2205, spec: 'sflow_application.txt' },
  {
    actor: string(64, { sflowtool: 'actor_target' }),
  },
)
