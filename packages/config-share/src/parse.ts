import type { Complaint, SharedFileWarning } from './complaint.ts'
import { problem } from './errors.ts'
import type { SharedFileProblem } from './errors.ts'
import { FILE_BYTES_MAX, FILE_LINES_MAX } from './limits.ts'
import { parseFrame } from './parse-frame.ts'
import { parseBody } from './parse-body.ts'
import type { SharedContent } from './settings.ts'
import { tokenise } from './tokens.ts'

interface Complete {
  readonly state: 'complete'
  readonly revision: number
  readonly content: SharedContent
  readonly warnings: readonly SharedFileWarning[]
}

export type ParsedFile = Complete | { readonly state: 'invalid'; readonly problem: SharedFileProblem }

/**
 * Reads a shared file: all of it or nothing, since half-understood settings must never be applied.
 * Never throws, takes linear time. `file` only names the file in problems.
 */
export function parseSharedFile(input: string | Uint8Array, file?: string): ParsedFile {
  const parsed = parse(input)
  if ('state' in parsed) return parsed
  const place = { ...(file === undefined ? {} : { file }), ...parsed.at }
  return { state: 'invalid', problem: problem(parsed.code, parsed.detail, place) }
}

function parse(input: string | Uint8Array): Complete | Complaint {
  if (Buffer.byteLength(input) > FILE_BYTES_MAX) return { code: 'HSF_SHARED_TOO_BIG' }
  const text = decode(input)
  if (text === undefined) return { code: 'HSF_SHARED_SYNTAX', detail: 'not UTF-8 text' }
  const rows = text.split(/\r?\n/u)
  // The text after the last line end is no line.
  if (rows.length - 1 > FILE_LINES_MAX) return { code: 'HSF_SHARED_TOO_BIG' }

  const frame = parseFrame(text, tokenise(rows))
  if ('code' in frame) return frame
  const body = parseBody(frame.body)
  if ('code' in body) return body
  return { state: 'complete', revision: frame.revision, ...body }
}

function decode(input: string | Uint8Array): string | undefined {
  try {
    const text = typeof input === 'string' ? input : new TextDecoder('utf-8', { fatal: true }).decode(input)
    return text.replace(/^\uFEFF/u, '')
  } catch {
    return undefined
  }
}
