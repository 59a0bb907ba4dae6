import type { Command } from './command.ts'

/** A command by what `--help` says of it; the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string
  /** What stands behind it on the command line. */
  readonly usage: string
  /** Options that it has besides those of `usage`, which is one line of a manual page. */
  readonly also?: readonly string[]
  readonly summary: string
  readonly load: () => Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'doctor',
    usage: '[--json]',
    summary: 'find out why nothing arrives, and what mends it',
    load: async () => (await import('./doctor.ts')).run,
  },
  {
    name: 'status',
    usage: '[--json] [--exit-code]',
    summary: 'what hsflowd and the other agents do',
    load: async () => (await import('./status.ts')).run,
  },
  {
    name: 'address',
    usage: '[--explain] [--json]',
    summary: 'print the agent address, and with --explain why it is this one',
    load: async () => (await import('./address.ts')).run,
  },
  {
    name: 'dns-sd',
    usage: '[--explain] [--json]',
    summary: 'ask DNS where to send, as the daemon does, and with --explain say how to publish it',
    load: async () => (await import('./dns-sd.ts')).run,
  },
  {
    name: 'config',
    usage: 'sample|schema|man|table|json',
    summary:
      'print a sample, the JSON Schema, the manual page or tables of hsflowd.conf, or a file of it as JSON',
    load: async () => (await import('./config.ts')).run,
  },
  {
    name: 'install',
    usage: '[--with NAME,...] [--destdir DIR] [--dry-run]',
    summary: 'make hsflowd a service of systemd: user, directories, unit, sample configuration',
    load: async () => (await import('./install.ts')).run,
  },
  {
    name: 'uninstall',
    usage: '[--with NAME,...] [--purge] [--dry-run]',
    also: ['destdir'],
    summary: 'stop the service and remove what install has made; --purge: configuration and state too',
    load: async () => (await import('./uninstall.ts')).run,
  },
]
