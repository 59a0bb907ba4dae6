import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { codeOf, type Clock } from '@host-sflow/agent-runtime'
import { decodeAnswer, encodeQuery, idOf, type DnsMessage, type QueryType } from './dns-message.ts'
import { canonicalName } from './domain-name.ts'
import type { DnsServer } from './resolv-conf.ts'

export type DnsTransport = 'udp' | 'tcp'

export interface Question {
  readonly name: string
  readonly type: QueryType
}

export interface ExchangeOptions {
  readonly server: DnsServer
  readonly transport: DnsTransport
  readonly edns: boolean
  readonly timeoutMs: number
  readonly clock: Clock
}

/** What one server said to one message, or why it said nothing: `timeout`, `malformed`, `closed`, an errno name. */
export type Reply = { readonly message: DnsMessage } | { readonly trouble: string }

/** Over TCP. Room for hundreds of collectors; the time to decode the worst of them is some milliseconds. */
const MAX_TCP_BYTES = 16_384

/** One message to one server and what comes back. Never rejects; nothing is left open when it resolves. */
export function exchange(question: Question, options: ExchangeOptions): Promise<Reply> {
  // Node 22 and 24 tell nothing at all of a connection through a device that is not there.
  if (isElsewhere(options.server.address)) return Promise.resolve({ trouble: 'ENODEV' })
  const id = randomInt(65_536)
  const query = encodeQuery(id, question.name, question.type, options.edns)
  const read = (bytes: Buffer): Reply | undefined => readReply(bytes, id, question)
  return options.transport === 'udp' ? overUdp(query, read, options) : overTcp(query, read, options)
}

/** An address with a zone (`fe80::1%eth0`) that is no device of this host. */
function isElsewhere(address: string): boolean {
  const [, zone] = address.split('%')
  return zone !== undefined && !/^\d+$/.test(zone) && !Object.hasOwn(networkInterfaces(), zone)
}

/** Undefined: not the answer to this query, whoever sent it. */
function readReply(bytes: Buffer, id: number, question: Question): Reply | undefined {
  if (idOf(bytes) !== id) return undefined
  const message = decodeAnswer(bytes)
  if (message === undefined) return { trouble: 'malformed' }
  const { question: echo, rcode } = message
  // Some servers leave the question out of an error; nothing else may.
  if (echo === undefined && rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return { message }
  if (echo?.name !== canonicalName(question.name) || echo.type !== question.type) return undefined
  return { message }
}

type Read = (bytes: Buffer) => Reply | undefined

// Connected: the kernel drops what comes from elsewhere, and tells of ICMP errors. Its port is random.
function overUdp(query: Buffer, read: Read, { server, timeoutMs, clock }: ExchangeOptions): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
    const cancel = clock.schedule(() => end({ trouble: 'timeout' }), timeoutMs)
    let ended = false
    function end(reply: Reply): void {
      if (ended) return
      ended = true
      cancel()
      socket.close()
      resolve(reply)
    }
    const fail = (error: unknown): void => end({ trouble: troubleOf(error) })
    socket.on('error', fail)
    socket.on('message', (bytes) => {
      const reply = read(bytes)
      if (reply !== undefined) end(reply)
    })
    try {
      socket.connect(server.port, server.address, (error?: Error) => {
        if (error !== undefined) return fail(error)
        if (!ended) socket.send(query, (failure) => void (failure && fail(failure)))
      })
    } catch (error) {
      fail(error)
    }
  })
}

function overTcp(query: Buffer, read: Read, { server, timeoutMs, clock }: ExchangeOptions): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port })
    const cancel = clock.schedule(() => end({ trouble: 'timeout' }), timeoutMs)
    function end(reply: Reply): void {
      cancel()
      socket.destroy()
      resolve(reply)
    }
    let received = Buffer.alloc(0)
    socket.on('error', (error) => end({ trouble: troubleOf(error) }))
    socket.on('close', () => end({ trouble: 'closed' }))
    socket.on('connect', () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(query.length)
      socket.write(Buffer.concat([length, query]))
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2) return
      const length = received.readUInt16BE(0)
      if (length > MAX_TCP_BYTES) return end({ trouble: `an answer of ${length} bytes` })
      // One query, one answer: what is not that is an error here, unlike datagrams, which anyone may send.
      if (received.length >= length + 2)
        end(read(received.subarray(2, length + 2)) ?? { trouble: 'malformed' })
    })
  })
}

const troubleOf = (error: unknown): string => codeOf(error) || 'cannot be asked'
