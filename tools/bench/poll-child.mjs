// The measured process of poll.mjs: `poll-child.mjs BUNDLE POLLS` prints its figures as JSON.
import { createSocket } from 'node:dgram'

const [bundle, polls] = process.argv.slice(2)
const { openHost, openStream, mergeSettings, createCollectors, createLog, systemClock } = await import(bundle)

const sink = createSocket('udp4')
await new Promise((resolve) => sink.bind(0, '127.0.0.1', resolve))
const { port } = sink.address()
sink.close()
// Bound by nobody's reader: what arrives is dropped by the kernel, and costs this process nothing.
const hole = createSocket({ type: 'udp4', recvBufferSize: 4096 })
await new Promise((resolve) => hole.bind(port, '127.0.0.1', resolve))

const log = createLog({ name: 'bench', levels: { level: 'error', components: {} } })
const flags = { collector: [{ host: '127.0.0.1', port }] }
const { settings } = mergeSettings({ flags, given: new Set(), file: undefined, dns: undefined })
const collectors = createCollectors({ specs: settings.collectors, log })
await collectors.ready(1000)
const host = openHost()
let datagrams = 0
const destination = {
  size: 1,
  send(bytes) {
    datagrams++
    collectors.send(bytes)
  },
}
const stream = openStream({ settings, host, destination, clock: systemClock, log })

async function poll(count) {
  for (let i = 0; i < count; i++) {
    await stream.agent.collectAll()
    // Sends are confirmed from the event loop.
    if (i % 16 === 0) await new Promise(setImmediate)
  }
}

const count = Number(polls)
await poll(count)
globalThis.gc()
const heap = process.memoryUsage().heapUsed
await poll(100)
const heapBytes = (process.memoryUsage().heapUsed - heap) / 100
datagrams = 0
const cpu = process.cpuUsage()
const started = process.hrtime.bigint()
await poll(count)
const wallNs = Number(process.hrtime.bigint() - started)
const { user, system } = process.cpuUsage(cpu)
console.log(
  JSON.stringify({
    wallUs: wallNs / 1000 / count,
    cpuUs: (user + system) / count,
    heapBytes,
    datagrams: datagrams / count,
    interfaces: host.network.links.size,
  }),
)
process.exit()
