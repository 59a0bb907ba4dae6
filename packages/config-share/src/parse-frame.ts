import { complaint } from './complaint.ts'
import type { Complaint } from './complaint.ts'
import type { Line } from './tokens.ts'

interface Frame {
  readonly revision: number
  readonly body: readonly Line[]
}

const UINT32_MAX = 0xffff_ffff

/**
 * The two revisions around the body (hsflowd.md §3.3). A writer in place passes through mixtures of old and new text,
 * each of which breaks one of these rules: rev_start is the first line and rev_end the last, each once; both are equal;
 * the last line is ended (else `rev_end=1` could be the beginning of `rev_end=12`); no NUL (a hole in the file).
 */
export function parseFrame(text: string, lines: readonly Line[]): Frame | Complaint {
  const [first, ...rest] = lines
  const last = rest.at(-1)
  if (text.trim() === '') return { code: 'HSF_SHARED_EMPTY' }
  if (text.includes('\0')) return { code: 'HSF_SHARED_TORN', detail: 'NUL bytes' }
  if (first === undefined) return { code: 'HSF_SHARED_TORN', detail: 'only comments' }
  if (first.name !== 'rev_start') {
    // The beginning of rev_start, and nothing else: the file ends there.
    const code =
      last === undefined && 'rev_start'.startsWith(first.name) ? 'HSF_SHARED_TORN' : 'HSF_SHARED_SYNTAX'
    return complaint(code, 'the first line is not rev_start', first)
  }
  if (last === undefined) return complaint('HSF_SHARED_TORN', 'nothing after rev_start', first)
  if (last.name !== 'rev_end') return complaint('HSF_SHARED_TORN', 'the last line is not rev_end', last)
  if (!text.endsWith('\n')) return complaint('HSF_SHARED_TORN', 'the last line has no line end', last)
  const body = rest.slice(0, -1)
  const inner = body.find(({ name }) => name === 'rev_start' || name === 'rev_end')
  if (inner !== undefined) return complaint('HSF_SHARED_TORN', `another ${inner.name} inside`, inner)
  const revision = revisionOf(first)
  if (revision === undefined) return complaint('HSF_SHARED_TORN', 'rev_start is not a revision', first)
  if (revision !== revisionOf(last)) {
    return complaint('HSF_SHARED_TORN', 'rev_start and rev_end differ', last)
  }
  return { revision, body }
}

function revisionOf({ values: [value, surplus] }: Line): number | undefined {
  if (value === undefined || surplus !== undefined || !/^\d{1,10}$/u.test(value.text)) return undefined
  const revision = Number(value.text)
  return revision <= UINT32_MAX ? revision : undefined
}
