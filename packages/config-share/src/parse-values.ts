import { complaint } from './complaint.ts'
import type { Complaint } from './complaint.ts'
import type { Line, Token } from './tokens.ts'

/** A schema as far as it matters here: each value is checked where it stands, so that a complaint knows the place. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { message: string }[] } }
}

/** The only value of a line. */
export function onlyValue(line: Line): Token | Complaint {
  const [value, surplus] = line.values
  if (value === undefined) return complaint('HSF_SHARED_SYNTAX', `${line.key.text} has no value`, line)
  if (surplus !== undefined)
    return complaint('HSF_SHARED_SYNTAX', `${line.key.text} takes one value`, line, surplus)
  return value
}

export function checkText<T>(schema: Schema<T>, line: Line, token: Token): { value: T } | Complaint {
  return check(schema, token.text, line, token)
}

/** Decimal digits only: C readers would take `010` for 8 and `0x10` for 16. */
export function checkNumber<T>(schema: Schema<T>, line: Line, token: Token): { value: T } | Complaint {
  const number = /^(?:0|[1-9]\d{0,15})$/u.test(token.text) ? Number(token.text) : Number.NaN
  return check(schema, number, line, token)
}

function check<T>(schema: Schema<T>, value: unknown, line: Line, token: Token): { value: T } | Complaint {
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data }
  const rules = result.error.issues.map(({ message }) => message).join(', ')
  return complaint('HSF_SHARED_VALUE', `${line.key.text}: "${token.text}" ${rules}`, line, token)
}
