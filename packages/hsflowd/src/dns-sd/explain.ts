import { formatEndpoint } from '@host-sflow/agent-runtime'
import { settingsTable } from '../settings/print.ts'
import { entriesOf } from '../settings/entries.ts'
import { formatOrigin } from '../settings/origin.ts'
import type { Effective } from '../settings/settings.ts'
import type { Round } from './ask.ts'
import type { TracedExchange } from './dns-client.ts'
import type { Found } from './look-up.ts'
import { dnsmasqSnippet, zoneSnippet } from './zone.ts'
import { zoneText } from './zone-text.ts'

/** One round of questions and what comes of it. */
export interface DnsSdReport extends Round {
  /** Whether the settings in force use DNS-SD. */
  readonly inForce: boolean
  /** The settings in force, with what DNS says where it counts. */
  readonly effective: Effective
  /** What the TXT record says that is not understood. */
  readonly warnings: readonly string[]
  /** Seconds until a daemon would ask again, ±10 %. */
  readonly nextS: number
}

/** Prints in a terminal whatever the network sent. */
const printable = (text: string): string => text.replace(/[^ -~]/gu, '?')

/** What DNS says, in some lines. */
export function dnsSdText(report: DnsSdReport): string {
  return lines([...verdict(report), ...reservations(report)])
}

/** How that came about, what comes of it, and how to publish the present settings. */
export function dnsSdExplanation(report: DnsSdReport): string {
  const { resolver, names, exchanges, effective, nextS } = report
  const { servers, search, timeoutMs, attempts } = resolver
  const origin = originOf(report)
  return lines([
    `servers   ${servers.map(({ address, port }) => formatEndpoint(address, port)).join(', ')} (${timeoutMs / 1000} s, ${attempts} attempts)`,
    `search    ${search.map((suffix) => suffix || '.').join(' ') || 'none'}`,
    `names     ${names.join(', ')}`,
    '',
    ...exchanges.flatMap(exchangeLines),
    '',
    ...verdict(report),
    ...reservations(report),
    `A daemon would ask again in ${Math.round(nextS)} s.`,
    '',
    'Settings:',
    settingsTable(effective, []).trimEnd(),
    '',
    `To publish these settings, in the zone file of ${origin}:`,
    zoneSnippet(effective.settings, origin).trimEnd(),
    '',
    'or in dnsmasq.conf:',
    dnsmasqSnippet(effective.settings, origin).trimEnd(),
  ])
}

/** The same for programs. */
export function dnsSdJson(report: DnsSdReport): string {
  const { resolver, names, exchanges, result, inForce, warnings, nextS, effective } = report
  const origin = originOf(report)
  const found = result.state === 'found' ? result : undefined
  return `${JSON.stringify(
    {
      state: result.state,
      in_force: inForce,
      name: found?.name ?? null,
      why: result.state === 'found' ? null : result.why,
      ttl: result.state === 'failed' ? null : (result.ttlS ?? null),
      next_query_s: nextS,
      targets: found?.targets ?? [],
      txt: (found?.txt ?? []).map(([key, value]) => ({ key, value: value ?? null })),
      warnings: [...troublesOf(result), ...warnings],
      resolver,
      names,
      queries: exchanges.map(({ name, type, server, transport, outcome, truncated, answers, tookMs }) => ({
        name,
        type,
        server: formatEndpoint(server.address, server.port),
        transport,
        outcome,
        truncated,
        answers: answers.map(zoneText),
        ms: Math.round(tookMs * 10) / 10,
      })),
      settings: entriesOf(effective).map(({ key, value, origin: from }) => ({
        key,
        value,
        from: formatOrigin(from),
      })),
      zone: {
        origin,
        bind: zoneSnippet(effective.settings, origin),
        dnsmasq: dnsmasqSnippet(effective.settings, origin),
      },
    },
    undefined,
    2,
  )}\n`
}

/** The domain to publish in: where the records are, or would be found first. */
export function originOf({ names, result }: Pick<Round, 'names' | 'result'>): string {
  const name = result.state === 'found' ? result.name : names[0]!
  return name.split('.').slice(2).join('.') || 'example.com'
}

function verdict({ result }: Round): string[] {
  if (result.state === 'off') return [`DNS names no collector: ${result.why}.`]
  if (result.state === 'failed') return [`DNS does not say where to send: ${printable(result.why)}.`]
  return [`${result.name} names:`, ...foundLines(result)]
}

const foundLines = ({ targets, txt }: Found): string[] => [
  ...targets.map(
    ({ host, port, priority, weight }) =>
      `  ${formatEndpoint(host, port)}  priority ${priority} weight ${weight}`,
  ),
  ...txt.map(([key, value]) => printable(value === undefined ? `  ${key}` : `  ${key}=${value}`)),
]

function reservations({ result, warnings, inForce }: DnsSdReport): string[] {
  const told = [...troublesOf(result), ...warnings].map((text) => `warning: ${printable(text)}`)
  if (!inForce)
    told.push(
      'DNS-SD is not in use: the command line, the environment or the file say where to send, or switch it off.',
    )
  return told
}

function troublesOf(result: Round['result']): readonly string[] {
  if (result.state === 'off') return []
  const txt = result.state === 'found' && result.txtTrouble !== undefined ? [result.txtTrouble] : []
  return [...result.warnings, ...txt]
}

function exchangeLines(exchange: TracedExchange): string[] {
  const { name, type, server, transport, outcome, truncated, answers, tookMs } = exchange
  const to = `${formatEndpoint(server.address, server.port)} ${transport}`
  const said = `${outcome}${truncated ? ', truncated' : ''}${outcome === 'NOERROR' && answers.length === 0 ? ', no record' : ''}`
  return [
    `${type} ${name} -> ${to}: ${said} (${Math.round(tookMs)} ms)`,
    ...answers.map((record) => `  ${zoneText(record)}`),
  ]
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
