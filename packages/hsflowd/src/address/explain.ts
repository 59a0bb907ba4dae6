import { isIP } from 'node:net'
import type { Candidate } from './classes.ts'
import { electAddress, type AddressWish, type Election } from './elect.ts'
import type { KeptAddress } from './kept.ts'
import { decidingRule, isUsable, rankCandidates, type Ranked } from './rank.ts'
import { wishText } from './wish.ts'

/** One candidate, as `hsflowd address --explain` shows it. */
export interface ExplainedCandidate {
  readonly address: string
  readonly device: string
  readonly ifIndex: number
  readonly chosen: boolean
  readonly score: number
  readonly class: string
  /** `temporary`, `deprecated`, ... */
  readonly flags: readonly string[]
  /** What of the settings it is for, or against. */
  readonly wished: readonly string[]
  /** Why it was chosen, or was not. */
  readonly why: string
}

/** How an election came about. */
export interface Explanation extends Election {
  /** The chosen one first, then in the order in which they would take its place. */
  readonly candidates: readonly ExplainedCandidate[]
}

/** Elects as a start of hsflowd would, and says why. */
export function explainElection(
  candidates: readonly Candidate[],
  wish: AddressWish,
  kept: KeptAddress | undefined,
): Explanation {
  const election = electAddress(candidates, wish, kept?.wish === wishText(wish) ? [kept] : [])
  const ranked = rankCandidates(candidates, wish)
  const winner = ranked.find(
    ({ candidate }) => candidate.address === election.address && candidate.device === election.device,
  )
  const order = winner === undefined ? ranked : [winner, ...ranked.filter((entry) => entry !== winner)]
  const byAgentIP = wish.agentIP !== undefined
  return {
    ...election,
    candidates: order.map((entry) => {
      const chosen = entry === winner
      return {
        address: entry.candidate.address,
        device: entry.candidate.device,
        ifIndex: entry.candidate.ifIndex,
        chosen,
        score: entry.score,
        class: entry.class.name,
        flags: flagsOf(entry.candidate),
        wished: entry.preference.by,
        why: byAgentIP ? 'agentIP is set' : chosen ? whyChosen(ranked, entry) : whyNot(ranked, entry, winner),
      }
    }),
  }
}

const FLAGS = [
  'secondary',
  'temporary',
  'deprecated',
  'tentative',
  'duplicate',
  'dynamic',
] as const satisfies readonly (keyof Candidate)[]

const flagsOf = (candidate: Candidate): string[] => FLAGS.filter((flag) => candidate[flag])

function whyChosen(ranked: readonly Ranked[], winner: Ranked): string {
  if (winner !== ranked[0]) return 'it is kept'
  if (winner.score === 0) return 'there is no other'
  const [, second] = ranked
  if (second === undefined) return 'the only one'
  return decidingRule(winner, second)?.text(second, winner) === 'lower score'
    ? 'highest score'
    : 'won the tie'
}

function whyNot(ranked: readonly Ranked[], loser: Ranked, winner: Ranked | undefined): string {
  if (!isUsable(loser)) return 'never names an agent'
  if (loser.preference.excluded) return 'excluded: only taken when there is no other'
  if (loser.candidate.duplicate) return 'another host has it too: only taken when there is no other'
  // Every candidate that may name an agent loses to one that does.
  if (winner === undefined) return 'not asked for'
  if (ranked.indexOf(loser) < ranked.indexOf(winner)) return `better, but ${winner.candidate.address} is kept`
  const rule = decidingRule(winner, loser)
  const text = rule?.text(loser, winner) ?? 'higher address'
  return text === 'lower score' ? (notes[loser.class.name] ?? text) : `lost the tie: ${text}`
}

/** What is wrong with a class, where that is not plain. */
const notes: Readonly<Partial<Record<string, string>>> = {
  'ipv6 link local': 'never leaves its link',
  'ipv4 self-assigned': 'made up where no DHCP server answered',
  'ipv4 loopback': 'every host has one',
  'ipv6 loopback': 'every host has it',
}

/** The table: address, device, score, and the rest as text. */
export function candidateLines({ address, candidates }: Explanation): string[] {
  const foreign = candidates.some(({ chosen }) => chosen)
    ? []
    : [['chosen', address, '-', '', isIP(address) === 0 ? '' : 'on no interface']]
  const rows = [
    ...foreign,
    ...candidates.map((each) => [
      each.chosen ? 'chosen' : '',
      each.address,
      each.device,
      `score ${each.score}`,
      [[each.class, ...each.flags, ...each.wished].join(', '), each.why].join('; '),
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => ` ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
}
