import type { Datagram } from '@host-sflow/sflow-encoder'

/** More streams than this are counted together: a forged agent address must not fill the memory. */
const MAX_STREAMS = 10_000
/** A step back or ahead beyond this is a restart of the agent, not loss. */
const MAX_GAP = 1000

interface Stream {
  sequence: number
  lost: number
}

/** Counts of everything that came in. */
export interface Statistics {
  datagrams: number
  samples: number
  malformed: number
  readonly streams: Map<string, Stream>
}

export function createStatistics(): Statistics {
  return { datagrams: 0, samples: 0, malformed: 0, streams: new Map() }
}

/** Counts a datagram, and what its sequence number says was lost before it. */
export function countDatagram(statistics: Statistics, datagram: Datagram): void {
  statistics.datagrams++
  statistics.samples += datagram.samples.length
  const key = `${datagram.agent_address ?? '-'} sub-agent ${datagram.sub_agent_id}`
  const stream = statistics.streams.get(key)
  if (stream === undefined) {
    if (statistics.streams.size < MAX_STREAMS)
      statistics.streams.set(key, { sequence: datagram.sequence_number, lost: 0 })
    return
  }
  const step = (datagram.sequence_number - stream.sequence) | 0
  if (step > 0 && step <= MAX_GAP) stream.lost += step - 1
  // A late one was counted as lost when its successor came.
  else if (step < 0 && step >= -MAX_GAP && stream.lost > 0) {
    stream.lost--
    return
  }
  stream.sequence = datagram.sequence_number
}

/** `12 datagrams, 40 samples, 0 malformed; 2 lost: 10.0.0.1 sub-agent 1 (2)` */
export function summary(statistics: Statistics): string {
  const { datagrams, samples, malformed, streams } = statistics
  const gaps = [...streams].filter(([, { lost }]) => lost > 0)
  const lost = gaps.reduce((sum, [, stream]) => sum + stream.lost, 0)
  const worst = gaps.toSorted(([, a], [, b]) => b.lost - a.lost).slice(0, 5)
  const agents = worst.map(([key, stream]) => `${key} (${stream.lost})`).join(', ')
  const more = gaps.length > 5 ? `, and ${gaps.length - 5} more` : ''
  return (
    `${plural(datagrams, 'datagram')} from ${plural(streams.size, 'agent')}, ${plural(samples, 'sample')}, ` +
    `${malformed} malformed` +
    (lost === 0 ? '' : `; ${lost} lost by sequence number: ${agents}${more}`)
  )
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
