import { isIP } from 'node:net'
import { inspect } from 'node:util'
import { closest, MAX_SAMPLING_RATE, messageOf, parseCollector, type Log } from '@host-sflow/agent-runtime'
import { sayFailure, sayProblem } from './errors.ts'
import type { SflowHttpOptions } from './options.ts'
import { clientAddress } from './transaction/client-address.ts'
import type { Capture } from './transaction/transaction.ts'

/** The longest interval that hsflowd allows, s. */
const MOST_POLLING_S = 300

/** Says what a value must be, or in the words of its parser why it is none; undefined: it is good. */
type Check = (value: unknown) => string | undefined

const kind =
  (type: 'boolean' | 'string' | 'function'): Check =>
  (value) =>
    // oxlint-disable-next-line valid-typeof
    typeof value === type ? undefined : `must be a ${type}`

const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`

const collectors: Check = (value) => {
  if (!Array.isArray(value)) return "must be a list, such as ['10.0.0.50:6343']"
  try {
    for (const each of value) parseCollector(String(each))
    return undefined
  } catch (error) {
    return `cannot be used: ${messageOf(error)}`
  }
}

const log: Check = (value) => {
  const methods = ['debug', 'info', 'warn'] as const
  const given = value as Partial<Record<string, unknown>> | null
  return methods.every((method) => typeof given?.[method] === 'function')
    ? undefined
    : 'must have debug, info and warn, as console has'
}

const trustProxy: Check = (value) => {
  try {
    clientAddress(value)
    return undefined
  } catch (error) {
    return `cannot be used: ${messageOf(error)}`
  }
}

const checks: Readonly<Record<keyof SflowHttpOptions, Check>> = {
  enabled: kind('boolean'),
  collectors,
  settings: kind('string'),
  sampling: whole(0, MAX_SAMPLING_RATE),
  polling: whole(0, MOST_POLLING_S),
  agentAddress: (value) =>
    typeof value === 'string' && isIP(value) !== 0 ? undefined : 'must be an IPv4 or IPv6 address',
  datagram: whole(200, 8192),
  uri: (value) =>
    value === 'path' || value === 'template' || value === 'full'
      ? undefined
      : "must be 'path', 'template' or 'full'",
  ignore: kind('function'),
  trustProxy,
  clientIp: kind('function'),
  authUser: kind('function'),
  outbound: kind('boolean'),
  dataSource: whole(1, 199_999),
  share: kind('boolean'),
  log,
}

export interface CheckedOptions {
  /** Those that can be used. */
  readonly options: SflowHttpOptions
  readonly capture: Capture
  /** What is wrong with the others. */
  readonly problems: readonly string[]
}

/** Takes what can be used of options, and says what is wrong with the rest. `log` hears of hooks that throw later. */
export function checkOptions(given: SflowHttpOptions, logger: Log): CheckedOptions {
  const good: [string, unknown][] = []
  const problems: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const wrong = problemOf(name, value)
    if (wrong === undefined) good.push([name, value])
    else problems.push(wrong)
  }
  const options = Object.fromEntries(good) as SflowHttpOptions
  return { options, capture: captureOf(options, logger), problems }
}

export const shown = (value: unknown): string => inspect(value, { depth: 0 }).slice(0, 100)

export function problemOf(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(checks, name)) {
    const near = closest(name, Object.keys(checks))
    return `${name}: there is no such option${near === undefined ? '' : `, did you mean ${near}?`}`
  }
  const wrong = checks[name as keyof SflowHttpOptions](value)
  if (wrong === undefined) return undefined
  // Parsers tell the value themselves.
  return wrong.startsWith('must ') ? `${name} ${wrong}, not ${shown(value)}` : `${name} ${wrong}`
}

const captureOf = (options: SflowHttpOptions, logger: Log): Capture => ({
  uri: options.uri ?? 'path',
  ignore: options.ignore,
  authUser: options.authUser,
  clientIp: options.clientIp ?? clientAddress(options.trustProxy),
  onHookError: (name, error) => sayProblem(logger, 'HSF_HTTP_HOOK', `${name}: ${messageOf(error)}`, name),
  onError: (error) => sayFailure(logger, error),
})
