import { closest } from '@host-sflow/agent-runtime'
import { problemOf, shown } from './check-options.ts'
import type { SflowHttpOptions } from './options.ts'
import type { RequestView } from './transaction/transaction.ts'

/** A setting of the environment: one row of the table in the README. */
export interface Variable {
  readonly option: keyof SflowHttpOptions
  readonly doc: string
  readonly example: string
  /** What stands for the option; what cannot be read is given back as it is, and refused by the option's own check. */
  readonly read: (text: string) => unknown
  /** What the text must be, where the option's own check speaks of what no text is. */
  readonly must?: string
}

const WORDS = new Map([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
])

const flag = (text: string): unknown => WORDS.get(text.toLowerCase()) ?? text
const FLAG = 'be 1 or 0'
const whole = (text: string): unknown => (/^\d{1,15}$/.test(text) ? Number(text) : text)
const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A number of proxies, all or none, or addresses. */
function proxies(text: string): unknown {
  const read = /^\d+$/.test(text) ? whole(text) : flag(text)
  return typeof read === 'string' ? list(read) : read
}

/** `/healthz` is that path with whatever query; `/internal/*` is all that begins so. */
function ignored(text: string): unknown {
  const paths = list(text)
  if (!paths.every((path) => path.startsWith('/'))) return text
  const prefixes = paths.filter((path) => path.endsWith('*')).map((path) => path.slice(0, -1))
  const exact = paths.filter((path) => !path.endsWith('*'))
  // Asked for every request: it makes no new text.
  return ({ url = '' }: RequestView): boolean =>
    prefixes.some((prefix) => url.startsWith(prefix)) ||
    exact.some((path) => url.startsWith(path) && (url.length === path.length || url[path.length] === '?'))
}

/** Options in code stand above these, but for `SFLOW_ENABLED=0`. */
export const environmentVariables: Readonly<Record<`SFLOW_${string}`, Variable>> = {
  SFLOW_ENABLED: {
    option: 'enabled',
    doc: '`0`: nothing is counted, hooked or opened, whatever the code says',
    example: '0',
    read: flag,
    must: FLAG,
  },
  SFLOW_COLLECTORS: {
    option: 'collectors',
    doc: 'where to send; the settings of hsflowd are not read',
    example: '10.0.0.50,[2001:db8::5]:6343',
    read: list,
  },
  SFLOW_SAMPLING: { option: 'sampling', doc: 'requests, 1 in N; `0`: none', example: '400', read: whole },
  SFLOW_POLLING: {
    option: 'polling',
    doc: 'seconds between two samples of the counters; `0`: none',
    example: '30',
    read: whole,
  },
  SFLOW_AGENT_ADDRESS: {
    option: 'agentAddress',
    doc: 'IP address that stands for this host',
    example: '10.0.0.1',
    read: (text) => text,
  },
  SFLOW_URI: {
    option: 'uri',
    doc: 'what is told of addresses: `path`, `template` or `full`',
    example: 'template',
    read: (text) => text,
  },
  SFLOW_TRUST_PROXY: {
    option: 'trustProxy',
    doc: 'whose X-Forwarded-For is believed: `true`, a number of proxies, or networks',
    example: 'loopback,10.0.0.0/8',
    read: proxies,
  },
  SFLOW_IGNORE: {
    option: 'ignore',
    doc: 'paths that are neither counted nor sampled; with `*` all that begin so',
    example: '/healthz,/internal/*',
    read: ignored,
    must: 'be paths that begin with /',
  },
  SFLOW_OUTBOUND: {
    option: 'outbound',
    doc: '`1`: also tells of the requests that the process makes',
    example: '1',
    read: flag,
    must: FLAG,
  },
  SFLOW_DATA_SOURCE: {
    option: 'dataSource',
    doc: 'index of the data source, where the port is not unique on the host',
    example: '90001',
    read: whole,
  },
}

/** Options that the environment sets, and what is wrong with the rest of it. Empty variables are not set. */
export function optionsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): {
  readonly options: SflowHttpOptions
  readonly problems: readonly string[]
} {
  const options: Partial<Record<keyof SflowHttpOptions, unknown>> = {}
  const problems = Object.keys(environment).flatMap(strangers)
  for (const [name, { option, read, must }] of Object.entries(environmentVariables)) {
    const text = environment[name]?.trim() ?? ''
    if (text === '') continue
    const value = read(text)
    const wrong = problemOf(option, value)
    if (wrong === undefined) options[option] = value
    else
      problems.push(`${name}: ${must === undefined ? wrong : `${option} must ${must}, not ${shown(text)}`}`)
  }
  return { options: options as SflowHttpOptions, problems }
}

/** A slip of the pen. Kubernetes makes names like SFLOW_PORT and SFLOW_SERVICE_HOST for a service `sflow`. */
function strangers(name: string): string[] {
  if (!name.startsWith('SFLOW_') || Object.hasOwn(environmentVariables, name)) return []
  const near = /_PORT|_SERVICE_/.test(name) ? undefined : closest(name, Object.keys(environmentVariables))
  return near === undefined ? [] : [`${name}: there is no such variable, did you mean ${near}?`]
}
