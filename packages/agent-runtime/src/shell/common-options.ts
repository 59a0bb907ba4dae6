import { parseCollector } from '../collector/collector-spec.ts'
import { parseLogLevels, type LogLevels } from '../log/level.ts'
import { oneOf, wholeNumber, type OptionTable } from './option-table.ts'

/** 2^31 ms is the longest that a timer can wait. */
const MAX_POLLING_S = 2_147_483
const MAX_SAMPLING = 2 ** 31

function logLevels(value: string): LogLevels {
  const parsed = parseLogLevels(value)
  if (parsed !== undefined) return parsed
  throw new Error('must be trace, debug, info, warn, error or fatal, or PART=LEVEL,...')
}

/** The options that every daemon has; a program adds its own. */
export const commonOptions = {
  collector: {
    type: 'value',
    group: 'Sending',
    argument: 'HOST[:PORT]',
    repeat: true,
    parse: parseCollector,
    environment: 'HSFLOWD_COLLECTOR',
    defaultText: 'port 6343',
    help: 'send to this collector, and to no others; IPv6 in brackets',
  },
  polling: {
    type: 'value',
    group: 'Sending',
    argument: 'SECONDS',
    parse: wholeNumber(0, MAX_POLLING_S),
    help: 'send counters at this interval; 0: never',
  },
  sampling: {
    type: 'value',
    group: 'Sending',
    argument: 'N',
    parse: wholeNumber(0, MAX_SAMPLING),
    help: 'sample one in N on average; 0: none',
  },
  check: {
    type: 'flag',
    group: 'Trying out',
    help: 'check the configuration, print what is wrong with it, exit',
  },
  once: { type: 'flag', group: 'Trying out', help: 'collect and send everything once, at once, then exit' },
  'dry-run': {
    type: 'flag',
    group: 'Trying out',
    help: 'collect everything once and print it as JSON lines; send nothing',
  },
  debug: { type: 'count', short: 'd', group: 'Logging', help: 'say more: -d debug, -dd trace' },
  'log-level': {
    type: 'value',
    group: 'Logging',
    argument: 'LEVEL',
    parse: logLevels,
    defaultText: 'info',
    help: 'trace, debug, info, warn, error or fatal; of single parts: info,dns=debug',
  },
  'log-format': {
    type: 'value',
    group: 'Logging',
    argument: 'FORMAT',
    parse: oneOf('text', 'json'),
    defaultText: 'text on a terminal and in the journal',
    help: 'text or json, on standard error',
  },
  help: { type: 'flag', short: 'h', group: 'Help', help: 'show this text, exit' },
  version: { type: 'flag', short: 'v', group: 'Help', help: 'show the version, exit' },
} as const satisfies OptionTable

/** The options that every daemon has; what it does with them it may say in its own words. */
export type CommonOptions = {
  readonly [K in keyof typeof commonOptions]: Omit<(typeof commonOptions)[K], 'help'> & {
    readonly help: string
  }
}
