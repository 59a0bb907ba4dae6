import type { Clock, Log } from '@host-sflow/agent-runtime'
import { describeJson } from './errors.ts'
import { excerptOf } from './text.ts'

/** Reasons are of a limited number; were it not so, the rest would count together. */
const MAX_REASONS = 200

/** Kinds of messages: the members of the top level, in the order in which they are worked off. */
export const KINDS = ['flow_sample', 'counter_sample', 'rtmetric', 'rtflow'] as const
export type Kind = (typeof KINDS)[number]

/** What became of the messages: C's senders are never told. */
export interface Feedback {
  /** Whole messages that were read, and their bytes. */
  messages: number
  bytes: number
  /** Parts that were taken in. */
  readonly kinds: Record<Kind, number>
  /** Operations that went out as flow samples. */
  sampled: number
  /** Members that this program does not know. */
  unknownMembers: number
  socketsLeftOut: number
  /** Messages that came while the settings are off. */
  off: number
  malformed(excerpt: string): void
  tooLarge(bytes: number): void
  refused(kind: Kind | 'message', reason: string, text: string): void
  status(): Readonly<Record<string, unknown>>
}

export function createFeedback(log: Log, clock: Clock): Feedback {
  const refusals = new Map<string, number>()
  let malformed = 0
  let tooLarge = 0
  let lastError: { readonly at: string; readonly message: string } | null = null

  function remember(message: string): void {
    lastError = { at: new Date(clock.dateMs()).toISOString(), message }
  }

  const feedback: Feedback = {
    messages: 0,
    bytes: 0,
    kinds: { flow_sample: 0, counter_sample: 0, rtmetric: 0, rtflow: 0 },
    sampled: 0,
    unknownMembers: 0,
    socketsLeftOut: 0,
    off: 0,
    malformed(text) {
      malformed++
      const excerpt = excerptOf(text)
      remember(`malformed: ${excerpt}`)
      log.problem('HSF_JSON_MALFORMED', describeJson('HSF_JSON_MALFORMED', excerpt))
    },
    tooLarge(bytes) {
      tooLarge++
      remember(`${bytes} bytes`)
      log.problem('HSF_JSON_TOO_LARGE', describeJson('HSF_JSON_TOO_LARGE', `${bytes} bytes`))
    },
    refused(kind, reason, text) {
      const full = `${kind}: ${reason}`
      const counted = refusals.has(full) || refusals.size < MAX_REASONS ? full : 'other reasons'
      refusals.set(counted, (refusals.get(counted) ?? 0) + 1)
      const message = `${full}, in ${excerptOf(text)}`
      remember(message)
      log.problem(`HSF_JSON_REFUSED ${counted}`, describeJson('HSF_JSON_REFUSED', message))
    },
    status: () => ({
      messages: feedback.messages,
      bytes: feedback.bytes,
      ...feedback.kinds,
      sampled: feedback.sampled,
      malformed,
      tooLarge,
      refused: Object.fromEntries(refusals),
      unknownMembers: feedback.unknownMembers,
      socketsLeftOut: feedback.socketsLeftOut,
      off: feedback.off,
      lastError,
    }),
  }
  return feedback
}
