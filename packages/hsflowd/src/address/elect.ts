import { isIP } from 'node:net'
import type { Candidate } from './classes.ts'
import { isEligible, isGuestBridge, isLasting, isUsable, rankCandidates, type Ranked } from './rank.ts'
import type { AddressWish } from './wish.ts'

export type { AddressWish } from './wish.ts'

/** The address that names the agent, and why. */
export interface Election {
  readonly address: string
  /** The device that bears it; absent when none of ours does. */
  readonly device?: string
  readonly reason: string
  /** What the operator should know, if anything. */
  readonly warning?: string
}

/** An address that named the agent before. */
export interface Holder {
  readonly address: string
  readonly device: string
}

/** The address of an agent on a host without one. */
export const NO_ADDRESS = '0.0.0.0'

/** For the log: `10.0.0.1 of eth0 (ipv4 private)`. */
export const describeElection = (election: Election): string =>
  `${nameElection(election)} (${election.reason})`

/** `10.0.0.1 of eth0`. */
export const nameElection = ({ address, device }: Pick<Election, 'address' | 'device'>): string =>
  `${address}${device === undefined ? '' : ` of ${device}`}`

/**
 * Chooses the agent address: the first of `holders` that is still fit for it, else the best candidate. A holder gives
 * way to a candidate that meets more of the wish, but not to one that is merely better.
 */
export function electAddress(
  candidates: readonly Candidate[],
  wish: AddressWish = {},
  holders: readonly Holder[] = [],
): Election {
  if (wish.agentIP !== undefined) return byAddress(candidates, wish.agentIP)
  const ranked = rankCandidates(candidates, wish)
  const best = ranked.find(isUsable)
  if (best === undefined)
    return {
      address: NO_ADDRESS,
      reason: 'no address found',
      warning: 'this host has no IP address: set agentIP',
    }
  const elected = stillFit(ranked, holders) ?? best
  const { address, device } = elected.candidate
  const warning = warningOf(elected, wish)
  return {
    address,
    device,
    reason: [
      elected.class.name,
      ...elected.preference.by,
      ...(elected === best ? [] : [`kept although ${nameElection(best.candidate)} ranks higher`]),
    ].join(', '),
    ...(warning !== undefined && { warning }),
  }
}

function stillFit(ranked: readonly Ranked[], holders: readonly Holder[]): Ranked | undefined {
  if (holders.length === 0) return undefined
  const wished = Math.max(...ranked.filter(isEligible).map(({ preference }) => preference.bonus))
  for (const { address, device } of holders) {
    const fit = ranked.filter(
      (entry) => entry.candidate.address === address && entry.preference.bonus === wished && isLasting(entry),
    )
    // It may have moved: from an interface to the bridge over it.
    const holder = fit.find((entry) => entry.candidate.device === device) ?? fit[0]
    if (holder !== undefined) return holder
  }
  return undefined
}

function warningOf(elected: Ranked, { agent }: AddressWish): string | undefined {
  const { candidate, preference } = elected
  const { address, device } = candidate
  if (preference.excluded) return `${address} is excluded by agent.cidr, but this host has no other address`
  if (candidate.duplicate) return `another host has ${address} too (duplicate address detection failed)`
  if (agent !== undefined && agent !== device && !candidate.otherNames.includes(agent)) {
    const hint = isIP(agent) === 0 ? '' : ' (to set an address: agentIP)'
    return `device "${agent}" has no usable address: took ${address} of ${device}${hint}`
  }
  if (isGuestBridge(device))
    return `${address} of ${device} is likely to be the same on other hosts: set agent or agentIP`
  return undefined
}

function byAddress(candidates: readonly Candidate[], agentIP: string): Election {
  const owner = candidates.find(({ address }) => address === agentIP)
  const chosen = { address: agentIP, reason: 'agentIP is set' }
  if (owner !== undefined) return { ...chosen, device: owner.device }
  return { ...chosen, warning: `agentIP ${agentIP} is on no interface of this host; it is used all the same` }
}
