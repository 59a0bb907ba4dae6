import type { DaemonContext } from '@host-sflow/agent-runtime'
import type { options } from '../options.ts'

/** What a command gets: the options, what stands behind its name, where to print and to log. */
export type CommandContext = DaemonContext<typeof options>

/** One command of hsflowd; resolves with the exit code. */
export type Command = (context: CommandContext) => Promise<number>
