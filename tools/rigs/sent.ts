import type {
  countersSampleExpanded,
  Datagram,
  DecodedFields,
  KnownRecord,
  Row,
} from '@host-sflow/sflow-encoder'
import { decodeDatagram, hostDescr } from '@host-sflow/sflow-encoder'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './child.ts'
import type { Hsflowd } from './hsflowd.ts'

export type CountersSample = DecodedFields<(typeof countersSampleExpanded)['fields']>

const POLL_LIMIT_MS = 2000

/** The samples of a datagram that holds nothing but counters. */
export function countersOf(datagram: Datagram): CountersSample[] {
  return datagram.samples.map((sample) => (sample as KnownRecord<typeof countersSampleExpanded>).fields)
}

/** The fields of the first record of one kind in a sample. */
export function fieldsOf<R extends Row>(
  sample: CountersSample,
  row: R,
): KnownRecord<R>['fields'] | undefined {
  const record = sample.records.find((each) => each.row === row) as KnownRecord<R> | undefined
  return record?.fields
}

/** Whether a sample is that of the host. */
export const isHost = (sample: CountersSample): boolean => fieldsOf(sample, hostDescr) !== undefined

/** Lets a daemon poll `polls` times, ends it, and returns what it has sent. */
export async function runFor(polls: number, hsflowd: Hsflowd): Promise<Datagram[]> {
  const done = (): true | undefined =>
    hsflowd.sent().filter((bytes) => countersOf(decodeDatagram(bytes)).some(isHost)).length >= polls
      ? true
      : undefined
  await until(`${polls} polls`, POLL_LIMIT_MS * (polls + 1), done)
  // All of the last poll: its datagrams leave one right after the other.
  await sleep(100)
  await hsflowd.stop()
  return hsflowd.sent().map(decodeDatagram)
}
