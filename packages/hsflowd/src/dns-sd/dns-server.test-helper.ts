// For tests: a DNS server that says what no real one would.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { decode, encode, type Answer, type DecodedPacket } from 'dns-packet'
import { onTestFinished } from 'vitest'
import { systemClock } from '@host-sflow/agent-runtime'
import { createDnsClient, type DnsClient, type DnsClientOptions, type TracedExchange } from './dns-client.ts'
import type { DnsServer, ResolverSettings } from './resolv-conf.ts'

export interface Asked {
  readonly packet: DecodedPacket
  readonly bytes: Buffer
  readonly transport: 'udp' | 'tcp'
  /** Port of 127.0.0.1 that asks. */
  readonly fromPort: number
}

/** What to send back: messages in order, each as it is. */
export type Handler = (asked: Asked) => readonly Buffer[]

export interface ScriptedServer extends DnsServer {
  readonly asked: readonly Asked[]
}

/** Listens at a port of 127.0.0.1, UDP and TCP, until the test ends. */
export async function scriptedServer(handler: Handler): Promise<ScriptedServer> {
  const asked: Asked[] = []
  const take = (bytes: Buffer, transport: Asked['transport'], fromPort: number): readonly Buffer[] => {
    const one = { packet: decode(bytes), bytes, transport, fromPort }
    asked.push(one)
    return handler(one)
  }
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      for (const reply of take(data.subarray(2), 'tcp', socket.remotePort ?? 0)) {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(reply.length)
        socket.write(Buffer.concat([length, reply]))
      }
      socket.end()
    })
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4')
  udp.on('message', (bytes, from) => {
    for (const reply of take(bytes, 'udp', from.port)) udp.send(reply, from.port, from.address)
  })
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  onTestFinished(() => {
    udp.close()
    tcp.close()
  })
  return { address: '127.0.0.1', port, asked }
}

const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const
const TRUNCATED = 1 << 9
const RECURSION_AVAILABLE = 1 << 7

export interface ReplyOptions {
  readonly answers?: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly rcode?: keyof typeof RCODES
  readonly truncated?: boolean
  readonly recursion?: boolean
  readonly id?: number
  readonly name?: string
  readonly noQuestion?: boolean
}

/** A well-formed answer to a query. */
export function replyTo({ packet }: Pick<Asked, 'packet'>, options: ReplyOptions = {}): Buffer {
  const { rcode = 'NOERROR', truncated = false, recursion = true } = options
  const [question] = packet.questions!
  return encode({
    type: 'response',
    id: options.id ?? packet.id!,
    flags: RCODES[rcode] | (truncated ? TRUNCATED : 0) | (recursion ? RECURSION_AVAILABLE : 0),
    questions: options.noQuestion ? [] : [{ ...question!, name: options.name ?? question!.name }],
    answers: [...(options.answers ?? [])],
    authorities: [...(options.authorities ?? [])],
  })
}

export const srv = (
  name: string,
  target: string,
  ttl = 60,
  port = 6343,
  priority = 10,
  weight = 1,
): Answer => ({
  type: 'SRV',
  name,
  ttl,
  class: 'IN',
  data: { target, port, priority, weight },
})
export const cname = (name: string, target: string, ttl = 60): Answer => ({
  type: 'CNAME',
  name,
  ttl,
  class: 'IN',
  data: target,
})
export const soa = (name: string, ttl: number, minimum: number): Answer => ({
  type: 'SOA',
  name,
  ttl,
  class: 'IN',
  data: { mname: 'ns.test', rname: 'root.test', minimum },
})

export const resolverOf = (
  servers: readonly DnsServer[],
  more: Partial<ResolverSettings> = {},
): ResolverSettings => ({
  servers,
  search: [],
  timeoutMs: 300,
  attempts: 2,
  rotate: false,
  useTcp: false,
  ...more,
})

/** A client of these servers, and what it exchanges with them. */
export function clientOf(
  servers: readonly DnsServer[],
  more: Partial<ResolverSettings> & Pick<DnsClientOptions, 'limitMs'> = {},
): DnsClient & { readonly exchanges: readonly TracedExchange[]; readonly outcomes: () => string[] } {
  const exchanges: TracedExchange[] = []
  const { limitMs, ...settings } = more
  const client = createDnsClient({
    resolver: resolverOf(servers, settings),
    clock: systemClock,
    random: () => 0,
    onExchange: (exchange) => void exchanges.push(exchange),
    ...(limitMs !== undefined && { limitMs }),
  })
  return {
    ...client,
    exchanges,
    outcomes: () => exchanges.map(({ transport, outcome }) => `${transport} ${outcome}`),
  }
}
