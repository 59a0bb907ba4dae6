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
  'machine-id': { ...compatible('ID'), short: 'm' },
  ...commonOptions,
  'sub-agent-id': {
    type: 'value',
    group: 'Identity',
    argument: 'N',
    parse: wholeNumber(0, 4_294_967_295),
    defaultText: '100000',
    help: 'number of this stream among those of the agent',
  },
  'path.procfs': hostRoot('/proc', '/proc'),
  'path.sysfs': hostRoot('/sys', '/sys'),
  'path.rootfs': hostRoot('root file system', '/'),
  // Of the C daemon: their purpose is gone (see `withoutEffect`), scripts that give them still work.
  'log-file': { ...compatible('FILE'), short: 'D' },
  'keep-root': {
    type: 'flag',
    short: 'P',
    group: 'Compatibility',
    hidden: true,
    help: 'stay root: hsflowd does so by itself when started as root',
  },
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
