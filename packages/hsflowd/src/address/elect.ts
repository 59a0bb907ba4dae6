import { classify, type Candidate } from './classes.ts'

/** What settings say about the agent address. */
export interface AddressWish {
  /** This address, whether it is one of ours or not. */
  readonly agentIP?: string | undefined
  /** An address of this device, if it has one. */
  readonly agent?: string | undefined
}

/** The address that names the agent, and why. */
export interface Election {
  readonly address: string
  /** The device that bears it; absent when none of ours does. */
  readonly device?: string
  readonly reason: string
  /** What the operator should know, if anything. */
  readonly warning?: string
}

/** For the log: `10.0.0.1 of eth0 (ipv4 private)`. */
export const describeElection = ({ address, device, reason }: Election): string =>
  `${address}${device === undefined ? '' : ` of ${device}`} (${reason})`

// Added for a device that was asked for: more than the span of the classes.
const DEVICE_BONUS = 13

/** Chooses the agent address. The first candidate of the best class wins; give them in the order of the interfaces. */
export function electAddress(candidates: readonly Candidate[], wish: AddressWish = {}): Election {
  if (wish.agentIP !== undefined) return byAddress(candidates, wish.agentIP)
  const ranked = candidates
    .map((candidate) => ({ candidate, ...classify(candidate) }))
    .filter(({ score }) => score > 0)
    .map((entry) => ({
      ...entry,
      score: entry.score + (entry.candidate.device === wish.agent ? DEVICE_BONUS : 0),
    }))
    .toSorted((a, b) => b.score - a.score)
  const [best] = ranked
  if (best === undefined)
    return {
      address: '0.0.0.0',
      reason: 'no address found',
      warning: 'this host has no IP address: set agentIP',
    }
  const { address, device } = best.candidate
  const elected = { address, device, reason: best.name }
  if (wish.agent === undefined || wish.agent === device) return elected
  return { ...elected, warning: `device "${wish.agent}" has no usable address: took ${address} of ${device}` }
}

function byAddress(candidates: readonly Candidate[], agentIP: string): Election {
  const owner = candidates.find(({ address }) => address === agentIP)
  const chosen = { address: agentIP, reason: 'agentIP is set' }
  if (owner !== undefined) return { ...chosen, device: owner.device }
  return { ...chosen, warning: `agentIP ${agentIP} is on no interface of this host; it is used all the same` }
}
