// The client of http.mjs, a process of its own: keep-alive connections, one request at a time on each, and as little work
// for itself as can be. For each order { pid, port, requests, paths } it answers with what that has cost the server.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuNs } from './http-figures.mjs'

const CONNECTIONS = 16
/** What the server still does after the last byte belongs to its requests. */
const SETTLE_MS = 10

process.on('message', (order) => {
  turn(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: `port ${order.port}: ${error.message}` }),
  )
})
process.on('disconnect', () => process.exit())

/** Connections are opened before and closed after what is measured. */
async function turn({ pid, port, requests, paths }) {
  const texts = paths.map((path) => Buffer.from(head(path, port)))
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port)))
  try {
    await sleep(SETTLE_MS)
    const before = cpuNs(pid)
    const started = performance.now()
    const latencies = await exchange(sockets, texts, requests)
    const wallMs = performance.now() - started
    await sleep(SETTLE_MS)
    const cpuUs = (cpuNs(pid) - before) / 1000 / requests
    latencies.sort()
    return { cpuUs, requestsPerS: (requests * 1000) / wallMs, p99Ms: latencies[Math.floor(requests * 0.99)] }
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

const head = (path, port) => `GET ${path} HTTP/1.1\r
Host: 127.0.0.1:${port}\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
Accept: application/json\r
Accept-Language: en-US,en;q=0.5\r
Referer: https://www.example.com/users?page=2\r
Connection: keep-alive\r
\r
`

const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

/** Gives the milliseconds that each request took. */
function exchange(sockets, texts, requests) {
  const latencies = new Float64Array(requests)
  let sent = 0
  let answered = 0
  return new Promise((resolve, reject) => {
    // Every answer of a server is as long as its first one.
    let length = 0
    for (const socket of sockets) {
      let started = 0
      let got = 0
      const send = () => {
        if (sent === requests) return
        got = 0
        started = performance.now()
        socket.write(texts[sent++ % texts.length])
      }
      socket.on('data', (bytes) => {
        if (length === 0) length = lengthOf(bytes)
        // The "200" behind "HTTP/1.1 ".
        if (got === 0 && bytes[9] !== 0x32) return reject(new Error(bytes.toString('latin1')))
        got += bytes.length
        if (got < length) return undefined
        if (got > length) return reject(new Error(`an answer of ${got} bytes, not ${length}`))
        latencies[answered++] = performance.now() - started
        return answered === requests ? resolve(latencies) : send()
      })
      socket.once('close', () => reject(new Error('the server has closed a connection')))
      send()
    }
  })
}

/** Bytes of the answer that begins with these; servers of http.mjs send the whole head at once. */
function lengthOf(bytes) {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const body = /^content-length: (\d+)/im.exec(text)
  if (end < 0 || body === null) throw new Error(`an answer without Content-Length: ${text}`)
  return end + 4 + Number(body[1])
}
