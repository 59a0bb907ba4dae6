import { parseAddress, type Address } from './address.ts'
import type { Capture } from './transaction.ts'
import { compileTrustProxy, type Trust } from './trust-proxy.ts'

/** Of one X-Forwarded-For; nobody has more proxies. */
const MOST_HOPS = 32
const MOST_BYTES = 4096

const LOOPBACK: Address = { family: 'ipv4', text: '127.0.0.1' }

/** An entry of X-Forwarded-For; some proxies add the port. */
function parseEntry(entry: string): Address | undefined {
  const text = entry.trim()
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/u.exec(text)?.[1]
  return parseAddress(bracketed ?? text) ?? parseAddress(/^([\d.]+):\d{1,5}$/u.exec(text)?.[1])
}

/**
 * The address of the client: the first, from here, that is not trusted. What is no address ends the search (anybody may
 * have written it): then it is the last that was.
 */
function clientBehind(
  trust: Trust,
  connection: string | undefined,
  forwardedFor: string | undefined,
): Address | undefined {
  const peer = parseAddress(connection)
  if (forwardedFor === undefined) return peer
  // A unix socket has no address: only a proxy of this host can be at its other end.
  let found = peer ?? LOOPBACK
  const entries = forwardedFor.slice(-MOST_BYTES).split(',').slice(-MOST_HOPS)
  for (let hop = 0; trust(found, hop); hop++) {
    const entry = entries.pop()
    const next = entry === undefined ? undefined : parseEntry(entry)
    if (next === undefined) break
    found = next
  }
  return found === LOOPBACK ? undefined : found
}

/**
 * The `clientIp` of an option `trustProxy`; undefined: it is the address of the connection.
 * @throws TypeError that says what is wrong with the option
 */
export function clientAddress(trustProxy: unknown): Capture['clientIp'] {
  const trust = compileTrustProxy(trustProxy)
  if (typeof trust === 'string') throw new TypeError(trust)
  if (trust === undefined) return undefined
  return (request) => {
    // A framework may have put anything in its place.
    const header: unknown = request.headers['x-forwarded-for']
    const text = Array.isArray(header) ? header.join(',') : header
    return clientBehind(trust, request.socket.remoteAddress, typeof text === 'string' ? text : undefined)
      ?.text
  }
}
