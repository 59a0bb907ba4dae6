import type { Command } from './command.ts'

/** A command by what `--help` says of it; the rest is loaded when it is called. */
export interface CommandEntry extends Pick<Command, 'name' | 'usage' | 'summary'> {
  readonly load: () => Promise<Command['run']>
}

export const commands: readonly CommandEntry[] = []
