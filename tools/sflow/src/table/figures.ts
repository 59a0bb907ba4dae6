// What the table says of the records of a data source: one entry per row.
import {
  appOperations,
  appWorkers,
  enumerations,
  hostCpu,
  hostDiskIo,
  hostMemory,
  hostNetIo,
  httpCounters,
  jvmStatistics,
  memcacheCounters,
  virtCpu,
  virtDiskIo,
  virtMemory,
  virtNetIo,
  virtNode,
  type Fields,
  type Row,
} from '@host-sflow/sflow-encoder'
import { fieldsOf, rateOf, riseOf, sumOf, valueOf, type History } from './history.ts'
import { byteRate, bytesText, percentText, rateText } from './units.ts'

type Figures = (history: History) => string

const entries: [Row, Figures][] = []

function define<F extends Fields>(row: Row<F>, figures: (history: History<F>) => string): void {
  entries.push([row, figures as Figures])
}

const decimals = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const used = (part: number, total: number): string =>
  `${bytesText(part)} of ${bytesText(total)} (${percentText(total > 0 ? (part / total) * 100 : null)})`
const known = (value: number | null): number => value ?? 0

define(hostCpu, (h) => {
  const names = ['cpu_user', 'cpu_nice', 'cpu_system', 'cpu_intr', 'cpu_sintr', 'cpu_steal'] as const
  const busy = sumOf(names.map((name) => riseOf(h, name)))
  const idle = sumOf([riseOf(h, 'cpu_idle'), riseOf(h, 'cpu_wio')])
  const total = known(busy) + known(idle)
  const load = (['load_one', 'load_five', 'load_fifteen'] as const).map((name) => decimals(valueOf(h, name)))
  const percent = busy === null || total === 0 ? null : (busy / total) * 100
  return `load ${load.join(' ')} | cpu ${percentText(percent)} of ${valueOf(h, 'cpu_num')}`
})
define(hostMemory, (h) => {
  const { mem_total, mem_free, mem_buffers, mem_cached } = fieldsOf(h)
  const free = Number(mem_free) + Number(mem_buffers) + Number(mem_cached)
  return `memory ${used(Math.max(0, Number(mem_total) - free), Number(mem_total))}`
})
define(hostDiskIo, (h) => {
  const fullest = valueOf(h, 'part_max_used')
  const full = fullest === null ? '' : `, fullest ${percentText(fullest / 100)}`
  return `disk read ${byteRate(rateOf(h, 'bytes_read'))}, written ${byteRate(rateOf(h, 'bytes_written'))}${full}`
})
define(hostNetIo, (h) => {
  const [bytesIn, bytesOut] = [rateOf(h, 'bytes_in'), rateOf(h, 'bytes_out')]
  return `net in ${byteRate(bytesIn)}, out ${byteRate(bytesOut)}`
})
define(virtNode, (h) => {
  const { memory, memory_free, num_domains } = fieldsOf(h)
  return `guests ${num_domains}, memory ${used(Number(memory) - Number(memory_free), Number(memory))}`
})
define(virtCpu, (h) => {
  const { state, nrVirtCpu } = fieldsOf(h)
  const name = (enumerations.vir_domain_state as Readonly<Record<number, string>>)[state] ?? `state ${state}`
  const share = rateOf(h, 'cpuTime')
  return `${name} | cpu ${percentText(share === null ? null : share / 10)} of ${nrVirtCpu}`
})
define(virtMemory, (h) => `memory ${used(known(valueOf(h, 'memory')), known(valueOf(h, 'maxMemory')))}`)
define(virtDiskIo, (h) => {
  const [read, written] = [rateOf(h, 'rd_bytes'), rateOf(h, 'wr_bytes')]
  return `disk read ${byteRate(read)}, written ${byteRate(written)}`
})
define(virtNetIo, (h) => `net in ${byteRate(rateOf(h, 'rx_bytes'))}, out ${byteRate(rateOf(h, 'tx_bytes'))}`)
define(jvmStatistics, (h) => {
  const { heap_used, heap_max, thread_num_live } = fieldsOf(h)
  return `heap ${used(Number(heap_used), Number(heap_max))} | threads ${thread_num_live}`
})
define(httpCounters, (h) => {
  const names = Object.keys(h.row.fields) as (keyof typeof httpCounters.fields)[]
  const requests = sumOf(names.filter((name) => name.startsWith('method_')).map((name) => rateOf(h, name)))
  const errors = rateOf(h, 'status_5XX_count')
  return `http ${rateText(requests)}, 5xx ${rateText(errors)}`
})
define(appOperations, (h) => {
  const { application } = fieldsOf(h)
  const names = Object.keys(h.row.fields) as (keyof typeof appOperations.fields)[]
  const failed = sumOf(
    names.filter((name) => name !== 'application' && name !== 'success').map((name) => rateOf(h, name)),
  )
  return `${application}: ${rateText(rateOf(h, 'success'))}, errors ${rateText(failed)}`
})
define(appWorkers, (h) => {
  const { workers_active, workers_max } = fieldsOf(h)
  return `workers ${workers_active} of ${workers_max} busy`
})
define(memcacheCounters, (h) => {
  const [hits, misses] = [rateOf(h, 'get_hits'), rateOf(h, 'get_misses')]
  return `memcached hits ${rateText(hits)}, misses ${rateText(misses)}, ${known(valueOf(h, 'curr_items'))} items`
})

/** The text of a record's history, by row, in the order in which they are shown. */
export const figures: ReadonlyMap<Row, Figures> = new Map(entries)
