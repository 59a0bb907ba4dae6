// Processes that know nothing of each other and accept from one socket, as a supervisor hands it down: handed.mjs COUNT REGISTER.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const [count, register] = process.argv.slice(2)
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const exec = fileURLToPath(new URL('serve.mjs', import.meta.url))

const socket = createServer()
socket.listen(0, '127.0.0.1')
await once(socket, 'listening')
const { port } = socket.address()

async function bringUp() {
  const child = fork(exec, ['http', 'handed'], {
    execArgv: ['--import', register],
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
  })
  child.on('exit', (code, signal) => tell({ gone: child.pid, code, signal }))
  child.send('socket', socket)
  await once(child, 'message')
  tell({ up: child.pid })
}

await Promise.all(Array.from({ length: Number(count) }, bringUp))
// Else this process would accept connections too.
socket.close()
tell({ port, pid: process.pid })
process.stdin.resume().on('end', () => process.exit())
