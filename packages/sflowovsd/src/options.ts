import { commonOptions, oneOf, text, wholeNumber, type OptionTable } from '@host-sflow/agent-runtime'
import { defaultSharedSettings } from '@host-sflow/config-share'

/** How long a command may take, unless told. */
export const DEFAULT_TIMEOUT_S = 5

/** The options of sflowovsd: the common ones, and those of the C program. */
export const options = {
  settings: {
    type: 'value',
    short: 'f',
    group: 'Settings',
    argument: 'FILE',
    parse: text,
    environment: 'HSFLOWD_AUTO',
    defaultText: '/etc/hsflowd.auto',
    help: 'follow the settings that hsflowd writes to this file',
  },
  agent: {
    type: 'value',
    group: 'Settings',
    argument: 'DEVICE',
    parse: text,
    help: 'take the agent address from this network device; an address names itself',
  },
  ...commonOptions,
  collector: {
    ...commonOptions.collector,
    help: 'let Open vSwitch send to this collector, and to no others, without a settings file; IPv6 in brackets',
  },
  polling: { ...commonOptions.polling, defaultText: alone('polling') },
  sampling: { ...commonOptions.sampling, defaultText: alone('sampling') },
  once: {
    ...commonOptions.once,
    help: 'set Open vSwitch once, print what is in force then, exit',
  },
  'dry-run': {
    ...commonOptions['dry-run'],
    help: 'print the commands that would be run, change nothing, exit',
  },
  check: {
    ...commonOptions.check,
    help: 'check settings, programs and database, say what would be set and what is in the way, exit',
  },
  db: {
    type: 'value',
    group: 'Open vSwitch',
    argument: 'SERVER',
    parse: server,
    defaultText: 'unix:$OVS_RUNDIR/db.sock',
    help: 'the database server: unix:SOCKET or tcp:HOST:PORT',
  },
  timeout: {
    type: 'value',
    group: 'Open vSwitch',
    argument: 'SECONDS',
    parse: wholeNumber(1, 60),
    defaultText: `${DEFAULT_TIMEOUT_S}`,
    help: 'how long a command of Open vSwitch may take',
  },
  adopt: {
    type: 'flag',
    group: 'Open vSwitch',
    help: "keep an sFlow row that somebody else made, with the host's settings in it, instead of replacing it",
  },
  'on-exit': {
    type: 'value',
    group: 'Open vSwitch',
    argument: 'WHAT',
    parse: oneOf('keep', 'remove'),
    defaultText: 'keep',
    help: 'when stopped, keep sFlow as it is, or remove what sflowovsd has set',
  },
  'pid-file': {
    type: 'value',
    short: 'p',
    group: 'Settings',
    argument: 'FILE',
    parse: text,
    help: 'write the process id to this file',
  },
  user: {
    type: 'value',
    group: 'Privileges',
    argument: 'NAME',
    parse: text,
    defaultText: 'hsflowd',
    help: 'started as root, become this user and keep only CAP_DAC_OVERRIDE where the database needs it',
  },
  'keep-root': { type: 'flag', short: 'P', group: 'Privileges', help: 'started as root, stay root' },
  json: { type: 'flag', group: 'Trying out', help: 'status, --check, --dry-run: print JSON' },
  supervised: {
    type: 'flag',
    group: 'Settings',
    hidden: true,
    help: 'end when standard input ends: whoever started it is gone',
  },
  uuid: {
    type: 'value',
    short: 'u',
    group: 'Settings',
    argument: 'UUID',
    parse: text,
    hidden: true,
    help: 'accepted for compatibility',
  },
} as const satisfies OptionTable

/** As ovs-vsctl takes it (ovsdb(7), "Active Database Connection Methods"); several with commas. */
function server(value: string): string {
  if (/(?:^|,)ssl:/u.test(value))
    throw new Error('must be unix: or tcp:, since ssl: needs keys that cannot be given here')
  if (value.split(',').every((each) => /^(?:unix|tcp):./u.test(each))) return value
  throw new Error('must be unix:SOCKET or tcp:HOST:PORT')
}

function alone(name: 'polling' | 'sampling'): string {
  return `as in the settings; with --collector ${defaultSharedSettings()[name]}`
}
