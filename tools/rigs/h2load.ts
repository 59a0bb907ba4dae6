// h2load (Debian's nghttp2-client): an exact number of requests over HTTP/1.1 or HTTP/2, with TLS where the URL says https.
import { loopback, numbersIn, runGenerator, type Load, type Target } from './load.ts'

export interface H2loadOptions extends Target {
  /** How many in all. */
  readonly requests: number
  readonly connections: number
  /** In flight on each connection: pipelined ones, or streams. Default 1. */
  readonly streams?: number
  /** HTTP/1.1 in place of HTTP/2. */
  readonly http1?: boolean
  /** Further paths: each connection takes them in turn. */
  readonly paths?: readonly string[]
  /** File to be sent as the body; the method is POST unless told. */
  readonly bodyFile?: string
}

/** @throws when it fails; requests that fail are counted, not thrown */
export async function h2load(options: H2loadOptions): Promise<Load> {
  const { url, method, requests, connections, streams = 1, http1 = false, paths = [], bodyFile } = options
  const text = await runGenerator('h2load', [
    `-n${requests}`,
    `-c${connections}`,
    `-m${streams}`,
    ...(http1 ? ['--h1'] : []),
    ...(method === undefined ? [] : ['-H', `:method: ${method}`]),
    ...(bodyFile === undefined ? [] : ['-d', bodyFile]),
    loopback(url),
    ...paths.map((path) => new URL(path, url).href),
  ])
  const [total = 0, done = 0] = numbersIn(text, /^requests: (\d+) total, \d+ started, (\d+) done/m)
  const [c2 = 0, c3 = 0, c4 = 0, c5 = 0] = numbersIn(
    text,
    /^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx$/m,
  )
  const [bytes = 0] = numbersIn(text, /\((\d+)\) data$/m)
  const [, amount = '', unit = ''] = /^finished in ([\d.]+)(us|ms|s)/m.exec(text) ?? []
  const tookMs = Number(amount) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN)
  // Its "failed" are also answers of 4xx and 5xx; here only those without an answer.
  return { done, failed: total - done, classes: [0, c2, c3, c4, c5], bytes, tookMs }
}
