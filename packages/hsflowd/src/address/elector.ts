import type { Clock, Log, StateDirectory } from '@host-sflow/agent-runtime'
import { describeCondition } from '../errors.ts'
import { readCandidates, type AddressedHost } from './candidates.ts'
import { electAddress, nameElection, NO_ADDRESS, type Election } from './elect.ts'
import { reasonOfChange } from './change.ts'
import { createKeeper } from './keeper.ts'
import type { KeptAddress } from './kept.ts'
import type { Candidate } from './classes.ts'
import { wishText, type AddressWish } from './wish.ts'

/** How often addresses are asked for where nobody tells of their changes, without netlink. */
const POLL_MS = 10_000

/** Keeps the agent address right. It takes no time while nothing changes, and never throws. */
export interface Elector {
  /** The same object until something of it has changed. */
  readonly election: Election
  /** Takes in changes of addresses, once a second, behind the tick of `host.network`. Tells whether the address or its device changed. */
  tick(): boolean
  /** Takes in new settings. Tells the same. */
  apply(wish: AddressWish): boolean
}

export interface ElectorOptions {
  readonly host: AddressedHost
  /** The settings: they are a wish too. */
  readonly wish: AddressWish
  /** From {@link loadPrevious}. */
  readonly previous: KeptAddress | undefined
  /** Where the address is kept for the next run; without it, for this run only. */
  readonly state: Pick<StateDirectory, 'write'> | undefined
  readonly clock: Clock
  readonly log: Log
}

/** Elects at once. A change, also one against the run before, is one line of the log. */
export function createElector(options: ElectorOptions): Elector {
  const { host, previous, clock, log } = options
  const keeper = createKeeper({ ...options, uptimeSeconds: uptimeOf(host) })
  let wish = options.wish
  let text = wishText(wish)
  let warned: string | undefined
  /** Undefined before they could be read. */
  let candidates: readonly Candidate[] | undefined
  let seenRevision = 0
  let reviewAtMs = 0
  let election: Election = { address: NO_ADDRESS, reason: 'no address found' }

  function read(): void {
    seenRevision = host.network.revision
    try {
      candidates = readCandidates(host)
      log.recovered('HSF_ADDRESS', 'the addresses of this host can be read again')
    } catch (error) {
      // In a sandbox without AF_NETLINK, or for a moment when memory is short: the known ones go on.
      log.problem('HSF_ADDRESS', describeCondition('HSF_ADDRESS', error))
    }
  }

  function elect(): Election {
    read()
    const next =
      candidates === undefined
        ? unread(wish, keeper.kept(text))
        : electAddress(candidates, wish, keeper.holders(text))
    const againAtMs = candidates === undefined ? Infinity : keeper.note(next, candidates, wish, text)
    reviewAtMs = Math.min(
      againAtMs,
      host.network.addresses === undefined ? clock.nowMs() + POLL_MS : Infinity,
    )
    if (next.warning !== undefined && next.warning !== warned) log.warn(next.warning)
    warned = next.warning
    return next
  }

  /** Tells of a change; `before` is what named the agent until now. */
  function tell(before: Pick<Election, 'address' | 'device'>, wishIsNew: boolean, isBack: boolean): void {
    const why = reasonOfChange({
      before,
      after: election,
      wishIsNew,
      isBack,
      candidates: candidates ?? [],
      links: host.network.links,
    })
    log.info(
      `the agent address is now ${nameElection(election)} (${election.reason}); it was ${nameElection(before)}: ${why}`,
    )
  }

  function electAgain(wishIsNew: boolean): boolean {
    const before = election
    const kept = keeper.kept(text)?.address
    const next = elect()
    if (isSame(before, next) && before.reason === next.reason && before.warning === next.warning) return false
    election = next
    if (isSame(before, next)) return false
    tell(before, wishIsNew, before.address !== next.address && next.address === kept)
    return true
  }

  election = elect()
  if (previous !== undefined && wish.agentIP === undefined && !isSame(previous, election))
    tell(previous, previous.wish !== text, false)

  return {
    get election() {
      return election
    },
    tick() {
      if (host.network.revision === seenRevision && clock.nowMs() < reviewAtMs) return false
      return electAgain(false)
    },
    apply(next) {
      wish = next
      const before = text
      text = wishText(wish)
      return text !== before && electAgain(true)
    },
  }
}

const isSame = (a: Pick<Election, 'address' | 'device'>, b: Pick<Election, 'address' | 'device'>): boolean =>
  a.address === b.address && a.device === b.device

/** Where addresses cannot be read, the last known one is likelier than none. */
function unread({ agentIP }: AddressWish, kept: KeptAddress | undefined): Election {
  if (agentIP !== undefined) return { address: agentIP, reason: 'agentIP is set' }
  if (kept === undefined) return { address: NO_ADDRESS, reason: 'no address found' }
  return { address: kept.address, device: kept.device, reason: 'the one of the run before' }
}

/** Infinite where it is not told: the host is then taken for one that runs. */
function uptimeOf({ os }: AddressedHost): number {
  try {
    return os.uptime()
  } catch {
    return Infinity
  }
}
