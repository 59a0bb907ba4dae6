import type { BridgeRow } from './state.ts'

/** The bridges of each row of sFlow, by its UUID: thousands of bridges may have as many rows. */
export function usersOf(bridges: readonly BridgeRow[]): ReadonlyMap<string, readonly BridgeRow[]> {
  const users = new Map<string, BridgeRow[]>()
  for (const bridge of bridges) {
    if (bridge.sflow === undefined) continue
    const others = users.get(bridge.sflow)
    if (others === undefined) users.set(bridge.sflow, [bridge])
    else others.push(bridge)
  }
  return users
}
