import { REVISION_MAX } from './limits.ts'

const REVISION = /^[ \t]*rev_(?:start|end)[ \t]*=[ \t]*(\d{1,10})[ \t\r]*$/gimu

/** The larger revision that can still be read from a file, even a torn one; 0 when there is none. */
export function largestRevision(text: string): number {
  return Array.from(text.matchAll(REVISION), (match) => Number(match[1])).reduce((a, b) => Math.max(a, b), 0)
}

/** The revision after this one. */
export function nextRevision(revision: number): number {
  return revision >= REVISION_MAX ? 1 : revision + 1
}
