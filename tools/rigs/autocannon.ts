// autocannon (npm): an exact amount over HTTP/1.1, in a process of its own, not in the test's event loop. Not pipelined:
// it closes a connection before the last answers of the pipeline are there.
import { createRequire } from 'node:module'
import { loopback, runGenerator, type Load, type Target } from './load.ts'

export interface AutocannonOptions extends Target {
  /** How many in all. */
  readonly amount: number
  readonly connections: number
  readonly body?: string
}

interface Result extends Record<`${1 | 2 | 3 | 4 | 5}xx`, number> {
  readonly errors: number
  readonly timeouts: number
  readonly duration: number
  readonly requests: { readonly total: number; readonly sent: number }
  readonly throughput: { readonly total: number }
}

const PROGRAM = createRequire(import.meta.url).resolve('autocannon')

/** @throws when it fails; requests that fail are counted, not thrown */
export async function autocannon(options: AutocannonOptions): Promise<Load> {
  const { url, method = 'GET', amount, connections, body } = options
  const text = await runGenerator(process.execPath, [
    PROGRAM,
    '--json',
    '--no-progress',
    `--amount=${amount}`,
    `--connections=${connections}`,
    `--method=${method}`,
    // It looks once in this time, ms, whether the amount is reached.
    '-L50',
    ...(body === undefined ? [] : ['--body', body]),
    loopback(url),
  ])
  const result = JSON.parse(text) as Result
  return {
    done: result.requests.total,
    // An error is a time-out too.
    failed: result.errors,
    classes: [result['1xx'], result['2xx'], result['3xx'], result['4xx'], result['5xx']],
    bytes: result.throughput.total,
    tookMs: result.duration * 1000,
  }
}
