// A client that measures by itself what crosses its connection.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'

export interface Exchange {
  readonly status: number
  /** Bodies as they crossed the connection: not chunked any more, still compressed. */
  readonly sent: number
  readonly got: number
  readonly tookUs: number
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent one after the other: chunked, unless the headers tell the length. */
  readonly body?: readonly Buffer[]
}

const total = (body: readonly Buffer[]): number => body.reduce((sum, chunk) => sum + chunk.length, 0)

/** One request over a connection of its own. */
export function askHttp1(url: string, { method = 'GET', headers = {}, body = [] }: Ask): Promise<Exchange> {
  const { request } = url.startsWith('https') ? https : http
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const options = { method, headers, agent: false, rejectUnauthorized: false }
    const sending = request(url, options, (response) => {
      let got = 0
      response.on('data', (chunk: Buffer) => (got += chunk.length))
      response.on('error', reject)
      response.on('end', () => {
        const tookUs = (performance.now() - startedAt) * 1000
        resolve({ status: response.statusCode!, sent: total(body), got, tookUs })
      })
    })
    sending.on('error', reject)
    for (const chunk of body) sending.write(chunk)
    sending.end()
  })
}

/** One request over an HTTP/2 connection of its own. */
export function askHttp2(url: string, { method = 'GET', headers = {}, body = [] }: Ask): Promise<Exchange> {
  const { origin, pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    const session = http2.connect(origin, { rejectUnauthorized: false })
    session.on('error', reject)
    const startedAt = performance.now()
    const target = { ':method': method, ':path': pathname + search, ...headers }
    const stream = session.request(target, { endStream: body.length === 0 })
    let status = 0
    let got = 0
    stream.on('response', (answer) => (status = Number(answer[':status'])))
    stream.on('data', (chunk: Buffer) => (got += chunk.length))
    stream.on('error', reject)
    stream.on('close', () => {
      const tookUs = (performance.now() - startedAt) * 1000
      session.close()
      resolve({ status, sent: total(body), got, tookUs })
    })
    for (const chunk of body) stream.write(chunk)
    stream.end()
  })
}
