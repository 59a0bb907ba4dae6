// A cluster of the tests: cluster.mjs WORKERS PORT [ARGUMENT OF NODE FOR WORKERS]...
// It tells in lines of JSON which workers begin to listen and which are gone, and brings up new ones for those.
import cluster from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const [count, port, ...execArgv] = process.argv.slice(2)
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const leaving = new Set()

cluster.setupPrimary({
  exec: fileURLToPath(new URL('serve.mjs', import.meta.url)),
  args: ['http', port],
  execArgv,
  // Their stdin ends with this process, and they with it.
  stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
})
cluster.on('exit', ({ process: { pid } }, code, signal) => {
  tell({ gone: pid, code, signal })
  if (!leaving.has(pid)) cluster.fork()
})
cluster.on('listening', (worker) => tell({ up: worker.process.pid }))

async function bringUp() {
  await once(cluster.fork(), 'listening')
}

await Promise.all(Array.from({ length: Number(count) }, bringUp))
tell({ port: Number(port), pid: process.pid })

// One after the other: the new one first, then the old one lets its requests end.
async function restart(how, pauseMs) {
  for (const old of Object.values(cluster.workers)) {
    await bringUp()
    leaving.add(old.process.pid)
    old.send(how)
    await once(old, 'exit')
    await sleep(pauseMs)
  }
  tell({ restarted: true })
}

process.stdin.setEncoding('utf8')
// `restart HOW PAUSE`: `close` or `exit` as in serve.mjs, and ms between two of them.
process.stdin.on('data', (text) => {
  const [command, how, pauseMs] = text.trim().split(' ')
  if (command === 'restart') void restart(how, Number(pauseMs))
})
process.stdin.on('end', () => process.exit())
