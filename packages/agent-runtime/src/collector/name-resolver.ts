import { lookup as systemLookup } from 'node:dns/promises'
import type { Clock, Random } from '../clock.ts'
import { createBackOff } from '../back-off.ts'

/** All addresses of a name, best first. */
export type Lookup = (host: string) => Promise<readonly string[]>

/**
 * getaddrinfo, in its order (RFC 6724): it also knows /etc/hosts and whatever else this host is set up with.
 * libuv gives slow look-ups at most half of its threads, so a DNS server that hangs cannot block file access.
 */
export const lookupAll: Lookup = async (host) => {
  const found = await systemLookup(host, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

export interface NameResolverOptions {
  readonly host: string
  readonly clock: Clock
  readonly random: Random
  readonly lookup: Lookup
  /** Time between look-ups that succeed; ±10 % so that a fleet does not ask at once. */
  readonly refreshMs: number
  readonly onAddresses: (addresses: readonly string[]) => void
  readonly onFailure: (error: unknown) => void
}

/** Looks a name up again and again, one look-up at a time, until it is closed. */
export function startNameResolver(options: NameResolverOptions): { close(): void } {
  const { host, clock, random, lookup, refreshMs } = options
  const backOff = createBackOff()
  let closed = false
  let cancel = (): void => undefined

  async function resolve(): Promise<void> {
    let waitMs: number
    try {
      const addresses = await lookup(host)
      if (addresses.length === 0) throw new Error('the name has no address')
      if (closed) return
      backOff.reset()
      waitMs = refreshMs * (0.9 + 0.2 * random())
      options.onAddresses(addresses)
    } catch (error) {
      if (closed) return
      waitMs = backOff.nextMs()
      options.onFailure(error)
    }
    cancel = clock.schedule(() => void resolve(), waitMs)
  }

  void resolve()
  return {
    close() {
      closed = true
      cancel()
    },
  }
}
