// The processes of http.mjs: servers on one core, the client on another where the machine has two.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

const file = (name) => new URL(name, import.meta.url).pathname

/** undefined: nothing is pinned. */
export const cores = twoCores()

function twoCores() {
  try {
    // "pid 1's current affinity list: 0-3,8"
    const text = execFileSync('taskset', ['-cp', `${process.pid}`], { encoding: 'latin1' })
    const numbers = text.slice(text.indexOf(': ') + 2).match(/\d+/g)
    if (numbers.length < 2) return undefined
    return { server: numbers.at(-1), client: numbers[0] }
  } catch {
    return undefined
  }
}

/** A process that answers each message with one. */
function start(core, script, ...args) {
  const pin = core === undefined ? [] : ['taskset', '-c', core]
  const [command, ...rest] = [...pin, process.execPath, file(script), ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${script} ${args.join(' ')} has ended: ${signal ?? code}`)
  })
  ended.catch(() => undefined)
  const answer = async () => {
    const [message] = await Promise.race([once(child, 'message'), ended])
    if (message.error !== undefined) throw new Error(message.error)
    return message
  }
  return {
    pid: child.pid,
    answer,
    ask(message) {
      child.send(message)
      return answer()
    },
    // They end when nobody listens to them, also where this process is killed.
    end: () => child.connected && child.disconnect(),
  }
}

export const startLoad = () => start(cores?.client, './http-load.mjs')

/** A server; `recorded` asks it how many requests its instrumentation knows of. */
export async function startServer(options) {
  const child = start(cores?.server, './http-server.mjs', JSON.stringify(options))
  const { port } = await child.answer()
  const recorded = async () => (await child.ask({ report: true })).recorded
  return { ...options, pid: child.pid, port, requests: 0, recorded, end: child.end }
}
