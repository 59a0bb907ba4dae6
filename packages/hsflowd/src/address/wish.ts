import { BlockList, isIPv4 } from 'node:net'
import { formatCidr, type Cidr } from './cidr.ts'
import type { Candidate } from './classes.ts'

/** What settings say about the agent address. */
export interface AddressWish {
  /** This address, whether it is one of ours or not. */
  readonly agentIP?: string | undefined
  /** An address of this device, if it has one: its name, a further name (altname), or its alias. */
  readonly agent?: string | undefined
  /** In the order of the file. */
  readonly agentCidr?: readonly Cidr[]
}

/** The wish as text, to see whether it is another one. */
export const wishText = ({ agentIP, agent, agentCidr = [] }: AddressWish): string =>
  JSON.stringify([agentIP ?? null, agent ?? null, ...agentCidr.map(formatCidr)])

/** What a wish does to the score of a candidate. */
export interface Preference {
  readonly bonus: number
  /** `agent.cidr` says not this one. */
  readonly excluded: boolean
  /** What of the wish it is for: `agent = eth0`, `agent.cidr 10.0.0.0/8`. */
  readonly by: readonly string[]
}

/** Added for a wish: more than the span of the classes. */
export const BONUS = 13

const none: Preference = { bonus: 0, excluded: false, by: [] }

/** Makes the function that tells what a wish means for each of the candidates. */
export function preferences(
  wish: AddressWish,
  candidates: readonly Candidate[],
): (candidate: Candidate) => Preference {
  const ranges = rangesOf(wish.agentCidr ?? [])
  const device = wish.agent === undefined ? undefined : deviceNamed(wish.agent, candidates)
  if (ranges.length === 0 && device === undefined) return () => none
  return (candidate) => {
    const range = ranges.find(({ includes }) => includes(candidate.address))
    if (range?.excluded) return { bonus: 0, excluded: true, by: [`agent.cidr ${range.text}`] }
    const onDevice = candidate.device === device
    return {
      bonus: (range?.bonus ?? 0) + (onDevice ? BONUS : 0),
      excluded: false,
      by: [...(onDevice ? [`agent = ${wish.agent}`] : []), ...(range ? [`agent.cidr ${range.text}`] : [])],
    }
  }
}

/**
 * The ranges in the reverse order of the file, as the C daemon keeps them: of those that hold an address the last line
 * decides, and the earlier a line, the more it adds.
 */
function rangesOf(list: readonly Cidr[]) {
  return list.toReversed().map((cidr, position) => {
    const family = isIPv4(cidr.address) ? 'ipv4' : 'ipv6'
    const block = new BlockList()
    block.addSubnet(cidr.address, cidr.prefixLength, family)
    return {
      text: formatCidr(cidr),
      excluded: cidr.exclude,
      bonus: BONUS * (position + 1),
      includes: (address: string): boolean =>
        isIPv4(address) === (family === 'ipv4') && block.check(address, family),
    }
  })
}

/** By name, else by a further name or alias: of the first such interface. */
function deviceNamed(name: string, candidates: readonly Candidate[]): string | undefined {
  if (candidates.some(({ device }) => device === name)) return name
  const others = candidates.filter(({ otherNames }) => otherNames.includes(name))
  return others.toSorted((a, b) => a.ifIndex - b.ifIndex)[0]?.device
}
