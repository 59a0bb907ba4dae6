// A process that counts, and shares a stream of numbered datagrams with others.
import { createSocket } from 'node:dgram'
import { writeSync } from 'node:fs'
import { backgroundClock, createLog } from '@host-sflow/agent-runtime'
import { createTotals, SLOT, SLOTS } from '../../src/service/totals.ts'
import { createShare } from '../../src/share/create-share.ts'
import type { OpenStreamOptions, ServiceStream } from '../../src/share/share.ts'
import type { Told } from './share-group.ts'

const STEP_MS = 10
const DATAGRAM_MS = 20
const FLOW_STEPS = 5

const [directory = '', port = '', patience = ''] = process.argv.slice(2)
const socket = createSocket('udp4')
const totals = createTotals()
let flows = 0

function open({ resume, beforeSend, gauges }: OpenStreamOptions): ServiceStream {
  const sums = Float64Array.from(resume?.totals ?? createTotals())
  const openedAtMs = performance.now()
  let datagrams = resume?.datagrams ?? 0
  let waiting: string[] = []
  const uptimeMs = (): number => (resume?.uptimeMs ?? 0) + performance.now() - openedAtMs
  const send = (): void => {
    datagrams++
    const from = performance.now()
    beforeSend()
    const beforeSendMs = performance.now() - from
    const told: Told = {
      pid: process.pid,
      sequence: datagrams,
      uptimeMs: uptimeMs(),
      requests: sums[SLOT.METHODS]!,
      drops: sums[SLOT.DROPS]!,
      processes: gauges().length,
      beforeSendMs,
      flows: waiting,
    }
    waiting = []
    socket.send(JSON.stringify(told))
  }
  const timer = setInterval(send, DATAGRAM_MS)
  return {
    grow(growth) {
      for (let slot = 0; slot < SLOTS; slot++) sums[slot]! += growth[slot]!
    },
    flow: ({ records }) => void waiting.push(String(records[0]!.fields['uri'])),
    state: () => ({
      uptimeMs: uptimeMs(),
      datagrams,
      counters: { requests: 0, operations: 0 },
      flows: {
        requests: { sequence: 0, pool: 0, drops: 0 },
        operations: { sequence: 0, pool: 0, drops: 0 },
      },
      totals: [...sums],
    }),
    flush: send,
    close() {
      clearInterval(timer)
      send()
    },
  }
}

socket.connect(Number(port), '127.0.0.1', () => {
  const share = createShare({
    key: 'test-80',
    patienceMs: Number(patience),
    collect: () => ({
      totals,
      gauges: {
        pid: process.pid,
        memoryUsed: 1,
        memoryMax: 1,
        descriptors: 1,
        descriptorsMax: 1,
        connections: 1,
        connectionsMax: 1,
        active: false,
      },
    }),
    open,
    log: createLog({ name: 'share-child', format: 'text', levels: { level: 'debug', components: {} } }),
    clock: backgroundClock,
    random: Math.random,
    directories: [directory],
  })
  let steps = 0
  const counting = setInterval(() => {
    // Told before it is counted: what a killed one has told is never less than what it has counted.
    writeSync(1, `${totals[SLOT.METHODS]! + 7} ${share.role}\n`)
    totals[SLOT.METHODS]! += 7
    if (++steps % FLOW_STEPS !== 0) return
    const uri = `/${process.pid}/${++flows}`
    share.flow({ kind: 'requests', rate: 1, seen: 1, records: [{ name: 'http_request', fields: { uri } }] })
  }, STEP_MS)
  process.once('SIGTERM', () => {
    clearInterval(counting)
    void share.close().then(() => process.exit(0))
  })
})
