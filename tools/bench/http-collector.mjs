// The collector of http.mjs: takes all that the agents send, and looks into what came last.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decodeDatagram } from '@host-sflow/sflow-encoder'

// Tags of samples, sFlow version 5: section 5, `sample_data`.
const FLOW_SAMPLE_EXPANDED = 3
const COUNTERS_SAMPLE_EXPANDED = 4
const ROOM_BYTES = 4 << 20

export async function openCollector() {
  const socket = createSocket({ type: 'udp4', recvBufferSize: ROOM_BYTES })
  // By sub-agent id, which is the port of the server: the last datagram with a flow sample, and with a counters sample.
  const flows = new Map()
  const counters = new Map()
  socket.on('message', (bytes) => {
    let at = bytes.readUInt32BE(4) === 2 ? 24 : 12
    const subAgent = bytes.readUInt32BE(at)
    const samples = bytes.readUInt32BE(at + 12)
    at += 16
    for (let i = 0; i < samples; i++) {
      const tag = bytes.readUInt32BE(at)
      if (tag === FLOW_SAMPLE_EXPANDED) flows.set(subAgent, bytes)
      if (tag === COUNTERS_SAMPLE_EXPANDED) counters.set(subAgent, bytes)
      at += 8 + bytes.readUInt32BE(at + 4)
    }
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    /** Samples that the server on this port has sent, and the requests that they stand for. */
    sampled(port) {
      const { sequence_number = 0, sample_pool = 0 } = last(flows.get(port), 'flow_sample_expanded') ?? {}
      return { samples: sequence_number, pool: sample_pool }
    },
    /** Requests by its counters; undefined: none were sent. */
    counted(port) {
      const record = last(counters.get(port), 'counters_sample_expanded')?.records.find(
        ({ row }) => row?.name === 'http_counters',
      )
      if (record === undefined) return undefined
      return Object.entries(record.fields)
        .filter(([name]) => name.startsWith('method_'))
        .reduce((sum, [, value]) => sum + value, 0)
    },
    close: () => socket.close(),
  }
}

/** Fields of the last sample of a type. */
function last(bytes, name) {
  if (bytes === undefined) return undefined
  return decodeDatagram(bytes).samples.findLast(({ row }) => row?.name === name)?.fields
}
