// One server of the tests: serve.mjs KIND [PORT]. It tells its port on stdout and ends with its stdin.
// PORT may be `handed`: on a socket that its parent sends, or `reuse:PORT`: beside others that bind the same one.
import cluster from 'node:cluster'
import { once } from 'node:events'

const MODULES = { express4: 'express', http: 'node', https: 'node', http2: 'node', https2: 'node' }
const ADDRESS = '127.0.0.1'
const [kind, port = '0'] = process.argv.slice(2)

async function placeToListen() {
  if (port === 'handed') return (await once(process, 'message')).slice(1)
  const [, shared] = /^reuse:(\d+)$/.exec(port) ?? []
  if (shared !== undefined) return [{ port: Number(shared), host: ADDRESS, reusePort: true }]
  return [Number(port), ADDRESS, 65_535]
}

const { open } = await import(`./${MODULES[kind] ?? kind}.mjs`)
const server = await open(kind, await placeToListen())
if (!server.listening) await once(server, 'listening')
process.stdout.write(`${JSON.stringify({ port: server.address().port, pid: process.pid })}\n`)
process.send?.('listening')

let closing = false
// Clients of several processes must know whom they asked, and that one who leaves takes no more.
if (process.env.TEST_TELL_PID !== undefined) {
  server.prependListener('request', (request, response) => {
    response.setHeader('X-Pid', String(process.pid))
    if (closing) response.setHeader('Connection', 'close')
  })
}

// `close`: no more connections, and the process ends when nothing keeps it alive; `exit`: it ends when they are over.
function close(how) {
  closing = true
  process.stdin.destroy()
  server.close(() => {
    if (how === 'exit') process.exit()
    else if (cluster.isWorker) cluster.worker.disconnect()
    else if (process.connected) process.disconnect()
  })
}

const obey = (text) => {
  if (['close', 'exit'].includes(text)) close(text)
}
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text) => obey(text.trim()))
process.stdin.on('end', () => process.exit())
process.on('message', obey)
