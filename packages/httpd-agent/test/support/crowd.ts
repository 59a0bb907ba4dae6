// Clients that know which process has answered each of their requests, and when.
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Crowd {
  /** Requests that were sent; some of them got no answer. */
  readonly attempts: () => number
  /** When each process (by its X-Pid) has ended its answers, ms of performance.now(). */
  readonly answers: ReadonlyMap<number, readonly number[]>
  readonly answered: () => number
  /** Lets requests under way end. */
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 1000

/** `clients` at once, with `pauseMs` between two requests of each; one in ten is the last on its connection. */
export function startCrowd(url: string, clients: number, pauseMs: number): Crowd {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const answers = new Map<number, number[]>()
  let attempts = 0
  const ending = new AbortController()

  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      attempts++
      const headers = attempts % 10 === 0 ? { connection: 'close' } : {}
      const request = get(url, { agent, headers, timeout: PATIENCE_MS }, (response) => {
        const pid = Number(response.headers['x-pid'])
        response.on('error', () => resolve())
        response.resume().on('end', () => {
          const times = answers.get(pid) ?? []
          answers.set(pid, times)
          times.push(performance.now())
          resolve()
        })
      })
      // A cluster forgets connections that it has given to a worker that was just killed.
      request.on('timeout', () => request.destroy())
      // Whoever should have answered is gone.
      request.on('error', () => resolve())
    })

  async function live(): Promise<void> {
    while (!ending.signal.aborted) {
      await ask()
      await sleep(pauseMs)
    }
  }

  const lives = Promise.all(Array.from({ length: clients }, live))
  return {
    attempts: () => attempts,
    answers,
    answered: () => [...answers.values()].reduce((sum, times) => sum + times.length, 0),
    async stop() {
      ending.abort()
      await lives
      agent.destroy()
    },
  }
}
