import type { Command } from './command.ts'

/** A command by what `--help` says of it; the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string
  /** What stands behind it on the command line. */
  readonly usage: string
  readonly summary: string
  readonly load: () => Promise<Command['run']>
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'status',
    usage: '[--json] [--exit-code]',
    summary: 'what hsflowd and the other agents do',
    load: async () => (await import('./status.ts')).status.run,
  },
]
