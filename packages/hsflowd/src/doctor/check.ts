import type { World } from './world.ts'

/** `skip`: there was nothing to look at, or no way to. */
export type Verdict = 'ok' | 'warn' | 'fail' | 'skip'

/** What a check has found, in the words of `hsflowd doctor`. */
export interface Finding {
  readonly status: Verdict
  readonly detail: string
  /** What an operator does about it, in one line. */
  readonly fix?: string
}

/** A finding, and the check that it is of: one element of `hsflowd doctor --json`. */
export interface NamedFinding extends Finding {
  readonly check: string
}

/** One thing that `hsflowd doctor` looks at. It changes nothing, and takes a few seconds at most. */
export interface Check {
  /** As it stands at the beginning of a line. */
  readonly name: string
  /** In order; several where there are several subjects, none where there is nothing to say. */
  readonly run: (world: World) => Promise<readonly Finding[]> | readonly Finding[]
}

export const ok = (detail: string): Finding => ({ status: 'ok', detail })
export const skip = (detail: string): Finding => ({ status: 'skip', detail })
export const warn = (detail: string, fix: string): Finding => ({ status: 'warn', detail, fix })
export const fail = (detail: string, fix: string): Finding => ({ status: 'fail', detail, fix })
