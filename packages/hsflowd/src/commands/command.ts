import type { DaemonContext } from '@host-sflow/agent-runtime'
import type { options } from '../options.ts'

/** What a command gets: the options, what stands behind its name, where to print and to log. */
export type CommandContext = DaemonContext<typeof options>

/** One command of hsflowd. Its code is loaded when it is called: the daemon does without. */
export interface Command {
  readonly name: string
  /** What stands behind it on the command line, for `--help`. */
  readonly usage: string
  readonly summary: string
  /** Resolves with the exit code. */
  readonly run: (context: CommandContext) => Promise<number>
}
