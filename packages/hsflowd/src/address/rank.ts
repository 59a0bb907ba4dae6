import { isIPv4 } from 'node:net'
import { classify, isRoutable, type AddressClass, type Candidate } from './classes.ts'
import { preferences, type AddressWish, type Preference } from './wish.ts'

/** A candidate, and what it counts for. */
export interface Ranked {
  readonly candidate: Candidate
  readonly class: AddressClass
  readonly preference: Preference
  /** Score of the class and bonus of the wish; 0 for one that is only taken when there is nothing else. */
  readonly score: number
}

/** A step of the comparison: the candidate with the lower number comes first. */
interface Rule {
  /** Of one that loses by it. */
  readonly text: (loser: Ranked, winner: Ranked) => string
  readonly of: (entry: Ranked) => number
}

const flag =
  (name: 'temporary' | 'deprecated' | 'tentative' | 'secondary') =>
  ({ candidate }: Ranked): number =>
    Number(candidate[name])

/**
 * What comes first, step by step. Nothing in it depends on the order in which addresses came: a host that starts again
 * comes to the same result. DHCP does not count against IPv4: the address of a container bridge is always a static one.
 */
export const rules: readonly Rule[] = [
  { of: ({ score }) => -score, text: () => 'lower score' },
  { of: (entry) => -entry.class.score, text: () => 'lower class' },
  { of: flag('temporary'), text: () => 'temporary' },
  { of: flag('deprecated'), text: () => 'deprecated' },
  { of: flag('tentative'), text: () => 'tentative' },
  {
    of: ({ candidate }) => Number(candidate.dynamic && !isIPv4(candidate.address)),
    text: () => 'has a lifetime (router advertisement or DHCP), the other is static',
  },
  { of: ({ candidate }) => Number(isGuestBridge(candidate.device)), text: () => 'bridge of guests' },
  {
    of: ({ candidate }) => candidate.ifIndex,
    text: (loser, winner) =>
      `higher interface index (${loser.candidate.ifIndex}, not ${winner.candidate.ifIndex})`,
  },
  { of: flag('secondary'), text: () => 'secondary' },
]

/** Bridges that container engines and libvirt make: each host has them, often with one and the same address. */
export const isGuestBridge = (device: string): boolean =>
  /^(docker\d+|docker_gwbridge|br-[\da-f]{12}|virbr\d+|lx[cd]br\d+|incusbr\d+|(cni-)?podman\d+)$/u.test(
    device,
  )

/** May name the agent while there is another; those that may not have score 0. */
export const isEligible = ({ score }: Ranked): boolean => score > 0
/** May name the agent at all. */
export const isUsable = (entry: Ranked): boolean => entry.class.score > 0
/** Worth to be kept while better ones come: of this host alone, and for more than a day. */
export const isLasting = (entry: Ranked): boolean =>
  isEligible(entry) &&
  isRoutable(entry.class) &&
  !entry.candidate.temporary &&
  !isGuestBridge(entry.candidate.device)

/** All candidates, the best first. */
export function rankCandidates(candidates: readonly Candidate[], wish: AddressWish): Ranked[] {
  const preferenceOf = preferences(wish, candidates)
  const ranked = candidates.map((candidate): Ranked => {
    const [addressClass, preference] = [classify(candidate), preferenceOf(candidate)]
    const barred = preference.excluded || candidate.duplicate || addressClass.score === 0
    return {
      candidate,
      class: addressClass,
      preference,
      score: barred ? 0 : addressClass.score + preference.bonus,
    }
  })
  return ranked.toSorted(compare)
}

/** The first step in which two differ, by which the one that comes first wins. */
export const decidingRule = (winner: Ranked, loser: Ranked): Rule | undefined =>
  rules.find(({ of }) => of(winner) !== of(loser))

function compare(a: Ranked, b: Ranked): number {
  for (const { of } of rules) {
    const difference = of(a) - of(b)
    if (difference !== 0) return difference
  }
  const [keyA, keyB] = [sortKey(a.candidate.address), sortKey(b.candidate.address)]
  if (keyA !== keyB) return keyA < keyB ? -1 : 1
  // The same address with two prefixes, or of two interfaces of Node's, which have no index.
  return a.candidate.device < b.candidate.device ? -1 : Number(a.candidate.device > b.candidate.device)
}

/** Sorts as the number does. */
function sortKey(address: string): string {
  if (isIPv4(address))
    return address
      .split('.')
      .map((byte) => byte.padStart(3, '0'))
      .join('')
  const [head = '', tail] = address.split('::')
  const groups = (text = ''): string[] => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join('')
}
