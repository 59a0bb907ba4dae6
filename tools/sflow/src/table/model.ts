import {
  discardedPacket,
  flowSample,
  flowSampleExpanded,
  tagOf,
  type Datagram,
  type DataSource,
  type Decoded,
  type Row,
} from '@host-sflow/sflow-encoder'
import type { Arrival } from '../formats/printer.ts'
import type { History, Snapshot } from './history.ts'

/** Agents, and data sources of one agent, that are kept: forged ones must not fill the memory. */
const MAX_AGENTS = 1000
const MAX_SOURCES = 10_000
const MAX_OTHERS = 200
/** Rates of flow samples are over this time to twice of it. */
const RATE_WINDOW_MS = 5000

/** One data source of an agent. */
export interface Source {
  readonly id: DataSource
  /** The latest counters by row. */
  readonly counters: Map<Row, History>
  flows?: Flows
  discards: number
}

/** Flow samples of a data source: the latest one, and one from some seconds ago, between which rates are. */
export interface Flows {
  readonly history: History
  /** All of them, and those after `history.before`. */
  readonly samples: number
  readonly recent: number
  /** What `history.before` is to be next. */
  readonly next: { readonly snapshot: Snapshot; readonly samples: number }
}

/** One stream of an agent. */
export interface Agent {
  readonly address: string
  readonly subAgent: number
  source: string
  uptime: number
  sequence: number
  arrivedMs: number
  datagrams: number
  readonly sources: Map<string, Source>
  /** Samples and records that the table has no place for, by name or number. */
  readonly others: Map<string, number>
}

/** Everything that was received, as far as the table shows it. */
export interface Model {
  readonly agents: Map<string, Agent>
  /** Takes a datagram in; returns its agent and the data sources that it told of. */
  update(datagram: Datagram, arrival: Arrival): { agent: Agent; touched: Set<Source> } | undefined
}

/** `shown`: the rows that the table has a place for; others are counted by name. */
export function createModel(shown: ReadonlySet<Row>): Model {
  const agents = new Map<string, Agent>()
  return {
    agents,
    update(datagram, arrival) {
      const agent = agentOf(agents, datagram)
      if (agent === undefined) return undefined
      const arrivedMs = arrival.seconds * 1000 + arrival.micros / 1000
      agent.source = arrival.source
      agent.uptime = datagram.uptime
      agent.sequence = datagram.sequence_number
      agent.arrivedMs = arrivedMs
      agent.datagrams++
      const touched = new Set<Source>()
      for (const sample of datagram.samples) {
        const source = sourceOf(agent, sample)
        if (source === undefined || sample.row === undefined) {
          count(agent, sample)
          continue
        }
        touched.add(source)
        addSample(agent, source, sample, { uptime: datagram.uptime, arrivedMs }, shown)
      }
      return { agent, touched }
    },
  }
}

function agentOf(agents: Map<string, Agent>, datagram: Datagram): Agent | undefined {
  const address = datagram.agent_address ?? '-'
  const key = `${address} ${datagram.sub_agent_id}`
  const known = agents.get(key)
  if (known !== undefined || agents.size >= MAX_AGENTS) return known
  const agent: Agent = {
    address,
    subAgent: datagram.sub_agent_id,
    source: '',
    uptime: 0,
    sequence: 0,
    arrivedMs: 0,
    datagrams: 0,
    sources: new Map(),
    others: new Map(),
  }
  agents.set(key, agent)
  return agent
}

function sourceOf(agent: Agent, sample: Decoded): Source | undefined {
  if (sample.row === undefined || !('source_id' in sample.row.fields)) return undefined
  const id = (sample.fields as { source_id: DataSource }).source_id
  const key = `${id.class}:${id.index}`
  const known = agent.sources.get(key)
  if (known !== undefined || agent.sources.size >= MAX_SOURCES) return known
  const source: Source = { id, counters: new Map(), discards: 0 }
  agent.sources.set(key, source)
  return source
}

function count(agent: Agent, record: Decoded): void {
  const name = record.row?.name ?? `unknown ${tagOf(record)}`
  const before = agent.others.get(name) ?? 0
  if (before > 0 || agent.others.size < MAX_OTHERS) agent.others.set(name, before + 1)
}

const flowRows: ReadonlySet<Row> = new Set<Row>([flowSample, flowSampleExpanded])
const discardRows: ReadonlySet<Row> = new Set<Row>([discardedPacket])

function addFlow(flows: Flows | undefined, row: Row, now: Snapshot): Flows {
  if (flows === undefined)
    return { history: { row, now, before: now }, samples: 1, recent: 0, next: { snapshot: now, samples: 1 } }
  const samples = flows.samples + 1
  const { before } = flows.history
  if (now.arrivedMs - flows.next.snapshot.arrivedMs < RATE_WINDOW_MS)
    return { ...flows, history: { row, now, before }, samples, recent: flows.recent + 1 }
  return {
    history: { row, now, before: flows.next.snapshot },
    samples,
    recent: samples - flows.next.samples,
    next: { snapshot: now, samples },
  }
}

function addSample(
  agent: Agent,
  source: Source,
  { row, fields }: Extract<Decoded, { row: Row }>,
  time: Omit<Snapshot, 'fields'>,
  shown: ReadonlySet<Row>,
): void {
  if (discardRows.has(row)) source.discards++
  if (flowRows.has(row)) {
    // Not the records: their bytes are views of the datagram, which would stay in memory with them.
    const { records: _, ...numbers } = fields as Readonly<Record<string, unknown>>
    const now: Snapshot = { fields: numbers, ...time }
    source.flows = addFlow(source.flows, row, now)
    return
  }
  for (const record of (fields as { records?: Decoded[] }).records ?? []) {
    if (record.row === undefined || !shown.has(record.row)) {
      count(agent, record)
      continue
    }
    const before = source.counters.get(record.row)?.now
    source.counters.set(record.row, { row: record.row, now: { fields: record.fields, ...time }, before })
  }
}
