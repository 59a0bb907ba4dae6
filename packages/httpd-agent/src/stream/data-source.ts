import { createHash } from 'node:crypto'
import { hostname } from 'node:os'

/** Servers whose port may be somebody else's too on this host (design.md §4): containers, unix sockets. */
const FIRST_ELSEWHERE = 90_000
const LAST_ELSEWHERE = 99_999
/** sFlow.org's numbering: clients of a service have its number and this. */
const CLIENTS = 200_000

/**
 * An index that is the same after each restart; a hash, so two may be the same. Who cannot have that gives one by the
 * option `dataSource`.
 */
export function indexElsewhere(address: number | string, host = hostname()): number {
  const digest = createHash('sha256').update(`${host} ${address}`).digest()
  return FIRST_ELSEWHERE + (digest.readUInt32BE() % (LAST_ELSEWHERE - FIRST_ELSEWHERE + 1))
}

/** Index of the data source of the requests that a service makes. */
export const indexOfClient = (index: number): number => CLIENTS + index
