import type { Clock, StateDirectory } from '@host-sflow/agent-runtime'
import type { Candidate } from './classes.ts'
import type { Election, Holder } from './elect.ts'
import { KEPT_FILE, type KeptAddress } from './kept.ts'
import { isLasting, rankCandidates } from './rank.ts'
import type { AddressWish } from './wish.ts'

/**
 * While a host boots, its addresses come in any order (IPv6 by router advertisement, then IPv4 by DHCP), and the first
 * one is not to be kept for being the first: on each of a thousand hosts that would be another one.
 */
export const BOOT_SECONDS = 60
/**
 * So long an address that is gone is waited for: a late DHCP server, an interface that is set up anew. Behind that, the
 * host has moved, and the address in its place is kept from then on.
 */
export const PATIENCE_MS = 3_600_000

/** Decides which address is kept. */
export interface Keeper {
  /** Those that an election is to prefer, the first one most. */
  holders(wish: string): readonly Holder[]
  /** The one that is kept for this wish, whether it is here or not. */
  kept(wish: string): KeptAddress | undefined
  /** Takes in the result of an election; returns when, at the latest, the next one is due, in ms of the clock. */
  note(election: Election, candidates: readonly Candidate[], wish: AddressWish, text: string): number
}

export interface KeeperOptions {
  readonly previous: KeptAddress | undefined
  readonly state: Pick<StateDirectory, 'write'> | undefined
  readonly clock: Clock
  readonly uptimeSeconds: number
}

export function createKeeper({ previous, state, clock, uptimeSeconds }: KeeperOptions): Keeper {
  const bootedAtMs = clock.nowMs() + (BOOT_SECONDS - uptimeSeconds) * 1000
  let current = previous
  /** Stands in while the kept one is away. */
  let standIn: (Holder & { readonly wish: string }) | undefined
  let awaySinceMs: number | undefined

  const kept = (wish: string): KeptAddress | undefined => (current?.wish === wish ? current : undefined)

  function keep(address: string, device: string, wish: string): void {
    if (current?.address === address && current.device === device && current.wish === wish) return
    // With another device it is still the same address.
    const since =
      current?.address === address && current.wish === wish
        ? current.since
        : new Date(clock.dateMs()).toISOString()
    current = { address, device, since, wish }
    void state?.write(KEPT_FILE, current)
  }

  return {
    kept,
    holders(wish) {
      return [current, standIn]
        .filter((holder) => holder !== undefined)
        .filter((holder) => holder.wish === wish)
    },
    note(election, candidates, wish, text) {
      const { address, device } = election
      // What is set by hand needs no keeping, and what was kept before is there again when that is taken back.
      if (wish.agentIP !== undefined) return Infinity
      const holder = kept(text)
      const now = clock.nowMs()
      if (holder === undefined || candidates.some((each) => each.address === holder.address))
        awaySinceMs = undefined
      else awaySinceMs ??= now
      const awaited = awaySinceMs !== undefined && now < awaySinceMs + PATIENCE_MS
      const returnAtMs = awaited ? awaySinceMs! + PATIENCE_MS : Infinity
      standIn = undefined
      if (device === undefined || !lasts(election, candidates, wish)) return returnAtMs
      if (address !== holder?.address && now < bootedAtMs) return Math.min(bootedAtMs, returnAtMs)
      if (awaited) standIn = { address, device, wish: text }
      else {
        keep(address, device, text)
        awaySinceMs = undefined
      }
      return returnAtMs
    },
  }
}

const lasts = ({ address, device }: Election, candidates: readonly Candidate[], wish: AddressWish): boolean =>
  rankCandidates(
    candidates.filter((each) => each.address === address && each.device === device),
    wish,
  ).some(isLasting)
