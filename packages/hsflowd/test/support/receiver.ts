// A collector of the test's own.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { countersSampleExpanded, decodeDatagram, tagOf, type Datagram } from '@host-sflow/sflow-encoder'
import { afterAll } from 'vitest'

export interface Received {
  readonly atMs: number
  readonly bytes: Buffer
  readonly datagram: Datagram
}

/** A counters sample, flattened. */
export interface Counters {
  readonly atMs: number
  /** `class:index`. */
  readonly source: string
  readonly sequence: number
  /** Fields by name of the record. */
  readonly records: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface Receiver {
  readonly port: number
  readonly received: readonly Received[]
  readonly counters: () => Counters[]
  /** Waits for a state of what was received. */
  readonly until: <T>(what: string, probe: () => T | undefined | false, timeoutMs?: number) => Promise<T>
  readonly close: () => Promise<void>
}

const open = new Set<() => Promise<void>>()
afterAll(() => Promise.all([...open].map((close) => close())))

/** `port` 0: a free one. */
export async function openReceiver(address = '127.0.0.1', port = 0): Promise<Receiver> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const received: Received[] = []
  socket.on('message', (bytes) =>
    received.push({ atMs: performance.now(), bytes, datagram: decodeDatagram(bytes) }),
  )
  socket.bind(port, address)
  await once(socket, 'listening')

  async function close(): Promise<void> {
    if (!open.delete(close)) return
    const closed = once(socket, 'close')
    socket.close()
    await closed
  }
  open.add(close)

  return {
    port: socket.address().port,
    received,
    counters: () => received.flatMap(countersOf),
    async until(what, probe, timeoutMs = 10_000) {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const value = probe()
        if (value !== undefined && value !== false) return value
        if (performance.now() > deadline)
          throw new Error(`not within ${timeoutMs} ms, after ${received.length} datagrams: ${what}`)
        await sleep(20)
      }
    },
    close,
  }
}

function countersOf({ atMs, datagram }: Received): Counters[] {
  return datagram.samples.map((sample) => {
    if (sample.row !== countersSampleExpanded) throw new Error(`a sample of type ${tagOf(sample)}`)
    const fields = sample.fields as {
      sequence_number: number
      source_id: { class: number; index: number }
      records: readonly { row?: { name: string }; fields?: Record<string, unknown> }[]
    }
    return {
      atMs,
      source: `${fields.source_id.class}:${fields.source_id.index}`,
      sequence: fields.sequence_number,
      records: Object.fromEntries(
        fields.records.map(({ row, fields: values }) => [row!.name, values!] as const),
      ),
    }
  })
}

/** A port at which nothing listens. */
export async function closedPort(address = '127.0.0.1'): Promise<number> {
  const receiver = await openReceiver(address)
  await receiver.close()
  return receiver.port
}
