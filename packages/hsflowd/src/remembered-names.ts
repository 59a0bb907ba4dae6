import {
  lookupAll,
  messageOf,
  systemClock,
  withinTime,
  type Log,
  type Lookup,
  type StateDirectory,
} from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'

const FILE = 'collector-addresses'
const MAX_NAMES = 256
/**
 * Behind a server that does not answer, getaddrinfo takes 10 s and more: by then the first datagrams would be lost, and
 * the other agents told of no collector. What comes later is in use at the next look-up.
 */
const PATIENCE_MS = 700

const schema = z.record(z.string(), z.array(z.string()))

/**
 * getaddrinfo, with what it said in the last run to fall back on until it first answers in this one: a host that starts
 * while DNS is down goes on to send where it sent before.
 */
export async function rememberNames(
  state: StateDirectory,
  log: Log,
  lookup: Lookup = lookupAll,
): Promise<Lookup> {
  const { data } = schema.safeParse(await state.read(FILE))
  const remembered = new Map(Object.entries(data ?? {}))
  const answered = new Set<string>()

  function keep(host: string, addresses: readonly string[]): void {
    answered.add(host)
    log.recovered(conditionOf(host), `${host} is resolved again`)
    // Servers give several addresses in another order each time (round robin): that is not worth a write each minute.
    if (sorted(remembered.get(host) ?? []) === sorted(addresses)) return
    // The latest are the last.
    remembered.delete(host)
    remembered.set(host, [...addresses])
    const [oldest] = remembered.keys()
    if (remembered.size > MAX_NAMES) remembered.delete(oldest!)
    void state.write(FILE, Object.fromEntries(remembered))
  }

  async function ask(host: string): Promise<readonly string[]> {
    const addresses = await lookup(host)
    keep(host, addresses)
    return addresses
  }

  return async (host) => {
    const last = answered.has(host) ? undefined : remembered.get(host)
    if (last === undefined) return ask(host)
    let why = `no answer within ${PATIENCE_MS} ms`
    try {
      const addresses = await withinTime(systemClock, ask(host), PATIENCE_MS)
      if (addresses !== undefined) return addresses
    } catch (error) {
      why = messageOf(error)
    }
    const text = `${host} cannot be resolved (${why}): the address of the last run is used, ${last.join(', ')}`
    log.problem(conditionOf(host), text)
    return last
  }
}

const conditionOf = (host: string): string => `HSF_NAME_REMEMBERED ${host}`
const sorted = (addresses: readonly string[]): string => addresses.toSorted().join()
