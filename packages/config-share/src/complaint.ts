import type { SharedFileCode } from './errors.ts'
import type { Line, Token } from './tokens.ts'

/** Something that a reader passes over: an unknown key, a repeated one, a third value of a collector. */
export interface SharedFileWarning {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** What makes a file invalid, and where. */
export interface Complaint {
  readonly code: SharedFileCode
  readonly detail?: string
  readonly at?: { readonly line: number; readonly column: number }
}

export function complaint(
  code: SharedFileCode,
  detail: string,
  line: Line,
  token: Token = line.key,
): Complaint {
  return { code, detail, at: { line: line.number, column: token.column } }
}

export function warning(message: string, line: Line, token: Token = line.key): SharedFileWarning {
  return { message, line: line.number, column: token.column }
}
