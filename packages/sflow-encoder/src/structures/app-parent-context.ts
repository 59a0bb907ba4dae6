import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const appParentContext = flowRecord(
  'app_parent_context',
  { enterprise: 0, format: 2203, spec: 'sflow_application.txt' },
  {
    application: string(32, { sflowtool: 'server_context_application' }),
    operation: string(32, { sflowtool: 'server_context_operation' }),
    attributes: string(255, { sflowtool: 'server_context_attributes' }),
  },
)
