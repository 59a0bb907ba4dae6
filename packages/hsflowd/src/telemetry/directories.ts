import { dirname, join } from 'node:path'
import { agentDirectories } from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'

/** Where hsflowd keeps its status, and looks for that of others: beside the shared file, wherever that is. */
export function statusDirectories(sharedFile: string | undefined): string[] {
  return sharedFile === undefined || sharedFile === SHARED_FILE_LINK
    ? agentDirectories()
    : [join(dirname(sharedFile), 'agents')]
}
