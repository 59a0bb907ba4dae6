// Sends faster than the device of its namespace lets through, and prints what became of it.
import { createCollectors, createLog, parseCollector, sleep, systemClock } from '../../src/index.ts'

const lines: string[] = []
const log = createLog({ name: 'fixture', format: 'json', write: (text) => lines.push(text) })
const collectors = createCollectors({ specs: [parseCollector('192.0.2.2')], log })
await collectors.ready(2000)
const datagram = new Uint8Array(1400)
const before = process.memoryUsage()
const send = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) {
    collectors.send(datagram)
    if (i % 100 === 99) await sleep(systemClock, 0)
  }
}
await send(100_000)
const after = process.memoryUsage()
const grown = after.external + after.arrayBuffers - before.external - before.arrayBuffers
const [status] = collectors.status()
const startedAtMs = performance.now()
await collectors.close()
const closingMs = performance.now() - startedAtMs
process.stdout.write(JSON.stringify({ grown, closingMs, status, lines: lines.length }))
