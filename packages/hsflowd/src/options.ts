import { commonOptions, text, wholeNumber, type OptionTable } from '@host-sflow/agent-runtime'
import { uuidDigits } from './host/uuid.ts'

const compatible = (argument: string) =>
  ({
    type: 'value',
    group: 'Compatibility',
    argument,
    parse: text,
    hidden: true,
    help: 'accepted for compatibility',
  }) as const

/** Where a container sees the host's own file systems, as other host agents name it. */
const hostRoot = (what: string, where: string) =>
  ({
    type: 'value',
    group: 'In a container',
    argument: 'DIR',
    parse: text,
    defaultText: where,
    help: `where the host's ${what} is mounted`,
  }) as const

/** The options of hsflowd: the common ones, and those of the C daemon. */
export const options = {
  config: {
    type: 'value',
    short: 'f',
    group: 'Configuration',
    argument: 'FILE',
    parse: text,
    environment: 'HSFLOWD_CONF',
    defaultText: '/etc/hsflowd.conf',
    help: 'read the settings from this file',
  },
  settings: {
    type: 'value',
    short: 'o',
    group: 'Configuration',
    argument: 'FILE',
    parse: text,
    environment: 'HSFLOWD_AUTO',
    defaultText: '/run/hsflowd/hsflowd.auto',
    help: 'write the settings for the sub-agents to this file',
  },
  'no-watch': {
    type: 'flag',
    group: 'Configuration',
    help: 'do not look for changes of the configuration file; SIGHUP still reads it again',
  },
  'withdraw-on-exit': {
    type: 'flag',
    group: 'Configuration',
    help: 'when stopped, tell the sub-agents to fall silent (otherwise they go on)',
  },
  'print-config': {
    type: 'flag',
    group: 'Trying out',
    help: 'print every setting in force and where it comes from, exit',
  },
  'pid-file': {
    type: 'value',
    short: 'p',
    group: 'Configuration',
    argument: 'FILE',
    parse: text,
    help: 'write the process id to this file',
  },
  uuid: {
    type: 'value',
    short: 'u',
    group: 'Identity',
    argument: 'UUID',
    parse: uuid,
    help: 'UUID of this host, instead of that of the firmware or of /etc/machine-id',
  },
  user: {
    type: 'value',
    group: 'Privileges',
    argument: 'NAME',
    parse: text,
    defaultText: 'hsflowd',
    help: 'started as root, become this user and keep only the capabilities that are needed; install: make it',
  },
  'keep-root': { type: 'flag', short: 'P', group: 'Privileges', help: 'started as root, stay root' },
  'machine-id': { ...compatible('ID'), short: 'm' },
  ...commonOptions,
  // The bounds are those of the keys in the file.
  polling: { ...commonOptions.polling, parse: wholeNumber(0, 300) },
  sampling: { ...commonOptions.sampling, parse: wholeNumber(0, 10_000_000) },
  'sub-agent-id': {
    type: 'value',
    group: 'Identity',
    argument: 'N',
    parse: wholeNumber(0, 199_999),
    defaultText: '100000',
    help: 'number of this stream among those of the agent',
  },
  'path.procfs': hostRoot('/proc', '/proc'),
  'path.sysfs': hostRoot('/sys', '/sys'),
  'path.rootfs': hostRoot('root file system', '/'),
  explain: { type: 'flag', group: 'Of commands', help: 'address, dns-sd: say how the answer came about' },
  json: {
    type: 'flag',
    group: 'Of commands',
    help: 'address, dns-sd, doctor, status, --print-config: print JSON',
  },
  'exit-code': { type: 'flag', group: 'Of commands', help: 'status: exit with 0 only when all is well' },
  with: {
    type: 'value',
    group: 'Of commands',
    argument: 'NAME,...',
    parse: (list: string) => list.split(',').filter((name) => name !== ''),
    help: 'install: these programs, and parts of the unit that allow more, too; uninstall: only these; see docs/install.md',
  },
  destdir: {
    type: 'value',
    group: 'Of commands',
    argument: 'DIR',
    parse: text,
    help: 'install, uninstall: below this directory instead of /, starting nothing',
  },
  purge: {
    type: 'flag',
    group: 'Of commands',
    help: 'uninstall: also the configuration and what was remembered',
  },
  // Of the C daemon: their purpose is gone (see `withoutEffect`), scripts that give them still work.
  'log-file': { ...compatible('FILE'), short: 'D' },
  'modules-dir': { ...compatible('DIR'), short: 'l' },
  'log-bytes': { ...compatible('BYTES'), short: 'L' },
  'crash-file': { ...compatible('FILE'), short: 'c' },
  'debug-file': { ...compatible('FILE'), short: 'F' },
  'max-memory': { ...compatible('BYTES'), short: 'M' },
} as const satisfies OptionTable

/** What to do instead of options of the C daemon that have no effect here. */
export const withoutEffect: Readonly<Partial<Record<keyof typeof options, string>>> = {
  'machine-id': 'the UUID comes from the firmware or from /etc/machine-id; -u UUID sets another one',
  'log-file': 'the log goes to standard error; redirect it',
  'modules-dir': 'modules are part of the program',
  'log-bytes': 'let the journal or logrotate bound the log',
  'crash-file': 'crashes are logged to standard error',
  'debug-file': 'use --log-level PART=LEVEL',
  'max-memory': 'let the service manager bound the memory (MemoryMax=)',
}

function uuid(value: string): string {
  const digits = uuidDigits(value)
  if (digits === undefined) throw new Error('must have 32 hexadecimal digits')
  return digits
}
