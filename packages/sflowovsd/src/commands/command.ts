import type { DaemonContext } from '@host-sflow/agent-runtime'
import type { options } from '../options.ts'

/** What a command gets: the options, where to print and to log. */
export type CommandContext = DaemonContext<typeof options>
