import { lookupAll, messageOf, type Log, type Lookup, type StateDirectory } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'

const FILE = 'collector-addresses'
const MAX_NAMES = 256

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

  return async (host) => {
    try {
      const addresses = await lookup(host)
      keep(host, addresses)
      return addresses
    } catch (error) {
      const addresses = remembered.get(host)
      if (addresses === undefined || answered.has(host)) throw error
      log.problem(
        conditionOf(host),
        `${host} cannot be resolved (${messageOf(error)}): the address of the last run is used, ${addresses.join(', ')}`,
      )
      return addresses
    }
  }
}

const conditionOf = (host: string): string => `HSF_NAME_REMEMBERED ${host}`
const sorted = (addresses: readonly string[]): string => addresses.toSorted().join()
