// A program whose workers do not listen: it accepts, and sends each connection to one of them, as sticky sessions need it.
// sticky.mjs REGISTER
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

async function accept(register) {
  const workers = [1, 2].map(() =>
    fork(fileURLToPath(import.meta.url), { execArgv: ['--import', register], stdio: 'inherit' }),
  )
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  let turn = 0
  const front = createServer({ pauseOnConnect: true }, (connection) => {
    turn += 1
    workers[turn % workers.length].send('connection', connection)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  process.stdout.write(`${JSON.stringify({ port: front.address().port, pid: process.pid })}\n`)
  process.stdin.resume().on('end', () => process.exit())
}

function answer() {
  const server = createHttpServer((request, response) => {
    response.end('from a worker')
  })
  server.on('upgrade', (request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: test\r\n\r\n')
  })
  process.on('message', (text, connection) => {
    server.emit('connection', connection)
    connection.resume()
  })
  process.on('disconnect', () => process.exit())
  process.send('ready')
}

const [register] = process.argv.slice(2)
if (register === undefined) answer()
else await accept(register)
