// Whatever clients and the application do to each other: each request is counted once, with the status that was sent.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { certificateTexts } from '../http2/certificate.test-helper.ts'
import { countRequest, STATUS_NO_ANSWER } from '../transaction/count.ts'
import { createTotals } from '../service/totals.ts'
import { listen, watch } from './serve.test-helper.ts'

const CLIENTS = 24
const CONNECTIONS = 12

/** The same choices for the same seed. */
function createChance(seed: number) {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % limit
  }
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  return { below, one }
}
type Chance = ReturnType<typeof createChance>

/** What an answer has come to, by Node's own events and the text that it has sent. */
function keepTruth() {
  const totals = createTotals()
  const note = (method: string | undefined, status: number): void => countRequest(totals, method, status)
  function follow({ method, socket }: IncomingMessage, response: ServerResponse): void {
    let over = false
    const sent = (): number =>
      Number(/^HTTP\/1\.1 (\d+)/u.exec(String(Reflect.get(response, '_header')))?.[1])
    const end = (status: number): void => {
      if (!over) note(method, status)
      over = true
    }
    socket.setMaxListeners(0).prependListener('close', () => {
      const begun = Reflect.get(socket, '_httpMessage') === response && response.headersSent
      end(begun && Reflect.get(response, '_headerSent') === true ? sent() : STATUS_NO_ANSWER)
    })
    response.on('finish', () => end(sent()))
  }
  return { totals, note, follow }
}
type Truth = ReturnType<typeof keepTruth>

/** Does what the path says: `/what/status/bytes`. */
async function answer(request: IncomingMessage, response: ServerResponse, chance: Chance): Promise<void> {
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  const [, what = '', status = '', bytes = ''] = request.url?.split('/') ?? []
  if (what !== 'unread') request.resume()
  if (what === 'never') return
  if (what === 'hints') response.writeEarlyHints({ link: '</a>; rel=preload' })
  if (what === 'later') await sleep(chance.below(12))
  if (what === 'kill') return void request.socket.destroy()
  response.writeHead(Number(status))
  if (what === 'stream' || what === 'broken') response.write('begun')
  // Of no effect.
  response.statusCode = 500
  if (what === 'stream') await sleep(chance.below(6))
  if (what === 'broken') response.destroy()
  else response.end(Buffer.alloc(Number(bytes)))
}

const WHATS = ['now', 'now', 'now', 'later', 'later', 'unread', 'stream', 'hints', 'broken', 'kill', 'never']
const path = ({ one }: Chance, largest: number): string =>
  `/${one(WHATS)}/${one([200, 201, 204, 302, 304, 404, 503])}/${one([0, 10, largest])}`

/** A connection's worth of requests; true: the client goes away afterwards, without another word. */
async function talk(socket: Socket, chance: Chance, largest: number): Promise<boolean> {
  const { below, one } = chance
  const ask = (method: string, more = '', rest = ''): boolean =>
    socket.write(`${method} ${path(chance, largest)} HTTP/1.1\r\nHost: a\r\n${more}\r\n${rest}`)
  const method = one(['GET', 'GET', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'])
  const turns: Record<string, () => unknown> = {
    plain: () => ask(method),
    body: () => ask('POST', 'Content-Length: 5000\r\n', 'b'.repeat(5000)),
    chunked: () => ask('PUT', 'Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n'),
    continue: () => ask('POST', 'Expect: 100-continue\r\nContent-Length: 5\r\n', 'hello'),
    pipeline: () => Array.from({ length: 1 + below(5) }, () => ask('GET')),
    half: () => ask('PUT', 'Content-Length: 5000\r\n', 'b'.repeat(2000)),
    close: () => ask('GET', 'Connection: close\r\n'),
  }
  const turn = one(Object.keys(turns))
  turns[turn]!()
  await sleep(below(15))
  return turn === 'half' || turn === 'close' || below(8) === 0
}

async function runClient(open: () => Socket, chance: Chance, truth: Truth, largest: number): Promise<void> {
  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = open()
      .on('error', () => undefined)
      .resume()
    // Not once(): resets are expected here.
    const closed = new Promise((resolve) => void socket.on('close', resolve))
    if (chance.below(6) === 0) {
      // Alone on its connection, so that it arrives for sure.
      const [text, status] = chance.one([
        ['\x16\x03\r\n\r\n', 400],
        [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ] as const)
      socket.write(text)
      truth.note(undefined, status)
      await closed
      continue
    }
    for (let turn = chance.below(8); !(await talk(socket, chance, largest)) && turn > 0; turn--);
    // Once all that it has said is on its way: half of a request, over TLS, would be one that cannot be read.
    const leave = (): void => void socket.write('', () => socket.destroy())
    const timer = setTimeout(leave, 30 + chance.below(30))
    await closed
    clearTimeout(timer)
  }
}

test.each<[string, () => Server, (port: number) => Socket, number]>([
  ['http', () => createServer(), (port) => connect(port, '127.0.0.1'), 100_000],
  [
    'https',
    () => createSecureServer(certificateTexts()),
    (port) => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }),
    // Node refuses what comes over TLS while much waits to be sent (HPE_PAUSED).
    2_000,
  ],
])(
  '%s: all is counted once, whatever becomes of it',
  async (_, create, open, largest) => {
    const seed = Date.now() & 0xffffff
    const chance = createChance(seed)
    const truth = keepTruth()
    const service = watch()
    service.pick = () => chance.below(2) === 0
    const server = create()
    server.on('request', (request, response) => {
      truth.follow(request, response)
      void answer(request, response, chance).catch(() => undefined)
    })
    const port = await listen(server)
    await Promise.all(
      Array.from({ length: CLIENTS }, () => runClient(() => open(port), chance, truth, largest)),
    )
    server.closeAllConnections()
    await vi.waitFor(() => expect(service.inFlight, `seed ${seed}`).toBe(0))
    expect(service.totals.slice(0, 15), `seed ${seed}`).toEqual(truth.totals.slice(0, 15))
    expect(service.offered.requests).toBe(service.total())
    expect(service.total()).toBeGreaterThan(CLIENTS * CONNECTIONS)
  },
  20_000,
)
