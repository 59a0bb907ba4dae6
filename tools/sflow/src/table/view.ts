import {
  enumerations,
  flowSampleExpanded,
  hostDescr,
  ifCounters,
  portName,
  type Row,
} from '@host-sflow/sflow-encoder'
import { cleanText } from '../clean-text.ts'
import { figures } from './figures.ts'
import { fieldsOf, rateOf, secondsBetween, sumOf, valueOf, type History } from './history.ts'
import type { Agent, Source } from './model.ts'
import { bitRate, byteRate, durationText, rateText } from './units.ts'

type IfCounters = History<typeof ifCounters.fields>
type HostDescr = History<typeof hostDescr.fields>
type PortName = History<typeof portName.fields>
type FlowSample = History<typeof flowSampleExpanded.fields>

/** The rows that the table has a place for. */
export const shownRows: ReadonlySet<Row> = new Set<Row>([...figures.keys(), ifCounters, portName, hostDescr])

// Together, with a space between, 79 columns.
const COLUMNS: readonly (readonly [heading: string, width: number])[] = [
  ['INTERFACE', 9],
  ['SPEED', 10],
  ['STATE', 5],
  ['IN', 9],
  ['OUT', 9],
  ['PKT IN', 8],
  ['PKT OUT', 8],
  ['ERRORS', 6],
  ['DROPS', 5],
]
const headings = COLUMNS.map(([heading]) => heading)
const OTHERS_SHOWN = 8

// The first column stands on the left, figures on the right.
const columns = (cells: readonly string[]): string =>
  `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(COLUMNS[i]![1]) : cell.padStart(COLUMNS[i]![1]))).join(' ')}`

/** The lines of an agent; `sources`: only these of its data sources. */
export function agentLines(agent: Agent, nowMs: number, only?: ReadonlySet<Source>): string[] {
  const sources = [...agent.sources.values()]
    .filter((source) => only === undefined || only.has(source))
    .toSorted((a, b) => a.id.class - b.id.class || a.id.index - b.id.index)
  const interfaces = sources.filter((source) => source.counters.has(ifCounters))
  return [
    ...titleLines(agent, nowMs),
    ...sources.flatMap(figureLines),
    ...(interfaces.length === 0 ? [] : [columns(headings), ...interfaces.map(interfaceLine)]),
    ...sources.flatMap(flowLines),
    ...otherLines(agent),
  ]
}

function titleLines(agent: Agent, nowMs: number): string[] {
  const descriptions = [...agent.sources.values()].filter(({ counters }) => counters.has(hostDescr))
  // Of several (a host with guests) the physical one: entPhysicalEntry, class 2.
  const source = descriptions.find(({ id }) => id.class === 2) ?? descriptions[0]
  const age = Math.max(0, (nowMs - agent.arrivedMs) / 1000)
  const host = source === undefined ? '' : `  ${hostText(source)}`
  const ago = age < 2 ? '' : `, ${durationText(age)} ago`
  return [
    `${agent.address} sub-agent ${agent.subAgent}${host}  up ${durationText(agent.uptime / 1000)}`,
    `  datagram ${agent.sequence} from ${agent.source}${ago}`,
  ]
}

function hostText(source: Source): string {
  const { hostname, os_name, os_release } = fieldsOf(source.counters.get(hostDescr) as HostDescr)
  const system = (enumerations.os_name as Readonly<Record<number, string>>)[os_name] ?? `os ${os_name}`
  return cleanText(`${hostname} (${system} ${os_release})`)
}

const SOURCE_COLUMN = 9
const MAX_FIGURES_CHARS = 68

// Each host, guest or service: who it is, then its figures, as many to a line as fit.
function figureLines(source: Source): string[] {
  const texts = [...figures].flatMap(([row, text]) => {
    const history = source.counters.get(row)
    return history === undefined ? [] : [cleanText(text(history))]
  })
  if (texts.length === 0) return []
  const name = source.counters.has(hostDescr) && source.id.class !== 2 ? `${hostText(source)} ` : ''
  const lines: string[] = []
  for (const text of texts) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + text.length < MAX_FIGURES_CHARS)
      lines[lines.length - 1] = `${last} | ${text}`
    else lines.push(text)
  }
  const id = `${source.id.class}:${source.id.index}`
  return lines.map((line, i) => `  ${(i === 0 ? id : '').padEnd(SOURCE_COLUMN)}${i === 0 ? name : ''}${line}`)
}

const packets = (history: IfCounters, way: 'In' | 'Out'): number | null =>
  sumOf([
    rateOf(history, `if${way}UcastPkts`),
    rateOf(history, `if${way}MulticastPkts`),
    rateOf(history, `if${way}BroadcastPkts`),
  ])

function interfaceLine(source: Source): string {
  const history = source.counters.get(ifCounters) as IfCounters
  const named = source.counters.get(portName) as PortName | undefined
  const { ifIndex, ifStatus } = fieldsOf(history)
  const name = named === undefined ? `ifIndex ${ifIndex}` : cleanText(fieldsOf(named).name)
  const total = (a: 'ifInErrors' | 'ifInDiscards', b: 'ifOutErrors' | 'ifOutDiscards'): string =>
    String(sumOf([valueOf(history, a), valueOf(history, b)]) ?? '-')
  return columns([
    name,
    bitRate(valueOf(history, 'ifSpeed')),
    stateText(ifStatus),
    byteRate(rateOf(history, 'ifInOctets')),
    byteRate(rateOf(history, 'ifOutOctets')),
    rateText(packets(history, 'In')),
    rateText(packets(history, 'Out')),
    total('ifInErrors', 'ifOutErrors'),
    total('ifInDiscards', 'ifOutDiscards'),
  ])
}

// Bit 0: ifAdminStatus up; bit 1: ifOperStatus up.
function stateText(status: number): string {
  if ((status & 1) === 0) return 'off'
  return (status & 2) === 0 ? 'down' : 'up'
}

function flowLines(source: Source): string[] {
  const id = `${source.id.class}:${source.id.index}`
  const discards = source.discards === 0 ? [] : [`  discarded packets ${id}: ${source.discards}`]
  if (source.flows === undefined) return discards
  const { samples, recent } = source.flows
  const history = source.flows.history as FlowSample
  const seconds = secondsBetween(history)
  const { sampling_rate, drops } = fieldsOf(history)
  return [
    `  flows ${id}: 1 in ${sampling_rate}, ${samples} samples (${rateText(seconds === null ? null : recent / seconds)}), ` +
      `${rateText(rateOf(history, 'sample_pool')).replace('/s', ' packets/s')}, ${drops} dropped`,
    ...discards,
  ]
}

function otherLines({ others }: Agent): string[] {
  if (others.size === 0) return []
  const most = [...others].toSorted(([, a], [, b]) => b - a)
  const texts = most.slice(0, OTHERS_SHOWN).map(([name, count]) => `${name} ${count}`)
  const more = others.size > OTHERS_SHOWN ? `, and ${others.size - OTHERS_SHOWN} kinds more` : ''
  return wrapped('  also: ', `${texts.join(', ')}${more}`)
}

const WIDTH = 79

/** Words behind a heading, continued under its first one. */
function wrapped(heading: string, text: string): string[] {
  const lines = [heading.trimEnd()]
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + 1 + word.length > WIDTH) lines.push(' '.repeat(heading.length - 1))
    lines.push(`${lines.pop()} ${word}`)
  }
  return lines
}
