import { SLOT, type Totals } from '../service/totals.ts'

/** `app_status` of the sFlow application structures; the counters of app_operations come in the same order. */
export const APP_STATUS = {
  SUCCESS: 0,
  OTHER: 1,
  TIMEOUT: 2,
  INTERNAL_ERROR: 3,
  BAD_REQUEST: 4,
  FORBIDDEN: 5,
  TOO_LARGE: 6,
  NOT_IMPLEMENTED: 7,
  NOT_FOUND: 8,
  UNAVAILABLE: 9,
  UNAUTHORIZED: 10,
} as const

export type AppStatus = (typeof APP_STATUS)[keyof typeof APP_STATUS]

const S = APP_STATUS

/** Those that mean something else than their class does. */
const BY_STATUS: Readonly<Record<number, AppStatus>> = {
  401: S.UNAUTHORIZED,
  403: S.FORBIDDEN,
  404: S.NOT_FOUND,
  405: S.NOT_IMPLEMENTED,
  407: S.UNAUTHORIZED,
  408: S.TIMEOUT,
  410: S.NOT_FOUND,
  413: S.TOO_LARGE,
  414: S.TOO_LARGE,
  // Too many requests: it would have been answered at another time.
  429: S.UNAVAILABLE,
  431: S.TOO_LARGE,
  501: S.NOT_IMPLEMENTED,
  502: S.UNAVAILABLE,
  503: S.UNAVAILABLE,
  504: S.TIMEOUT,
  505: S.NOT_IMPLEMENTED,
}

/** Redirections and `not modified` are what was asked for: success. */
export function statusOfAnswer(status: number): AppStatus {
  const exact = BY_STATUS[status]
  if (exact !== undefined) return exact
  if (status >= 100 && status < 400) return S.SUCCESS
  if (status >= 400 && status < 500) return S.BAD_REQUEST
  return status >= 500 && status < 600 ? S.INTERNAL_ERROR : S.OTHER
}

/** Codes, or names, of errors of Node, undici, DOM and axios. What is not here is OTHER: aborts, TLS, malformed answers. */
const BY_CODE: Readonly<Record<string, AppStatus>> = {
  ETIMEDOUT: S.TIMEOUT,
  ESOCKETTIMEDOUT: S.TIMEOUT,
  // Of axios, and of Windows.
  ECONNABORTED: S.TIMEOUT,
  TimeoutError: S.TIMEOUT,
  UND_ERR_CONNECT_TIMEOUT: S.TIMEOUT,
  UND_ERR_HEADERS_TIMEOUT: S.TIMEOUT,
  UND_ERR_BODY_TIMEOUT: S.TIMEOUT,
  ECONNREFUSED: S.UNAVAILABLE,
  ECONNRESET: S.UNAVAILABLE,
  EPIPE: S.UNAVAILABLE,
  ENOTFOUND: S.UNAVAILABLE,
  EAI_AGAIN: S.UNAVAILABLE,
  EHOSTUNREACH: S.UNAVAILABLE,
  EHOSTDOWN: S.UNAVAILABLE,
  ENETUNREACH: S.UNAVAILABLE,
  // Of unix sockets.
  ENOENT: S.UNAVAILABLE,
  UND_ERR_SOCKET: S.UNAVAILABLE,
  // Of HTTP/2.
  REFUSED_STREAM: S.UNAVAILABLE,
  ENHANCE_YOUR_CALM: S.UNAVAILABLE,
  HPE_HEADER_OVERFLOW: S.TOO_LARGE,
  UND_ERR_HEADERS_OVERFLOW: S.TOO_LARGE,
}

/** An error that ended a request, and one that caused it: `AbortSignal.timeout` gives an AbortError of a TimeoutError. */
function* namesOf(error: unknown): Iterable<string> {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 3; depth++) {
    const { code, name, cause, errors } = at as Partial<Record<'code' | 'name' | 'cause' | 'errors', unknown>>
    if (typeof code === 'string') yield code
    if (typeof name === 'string') yield name
    // AggregateError: each address of a name was tried.
    at = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
}

export function statusOfError(error: unknown): AppStatus {
  for (const name of namesOf(error)) {
    const status = Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined
    if (status !== undefined) return status
  }
  return S.OTHER
}

/** The most telling name of an error, for people: that which decides its status, else its own. */
export function nameOfError(error: unknown): string {
  let first: string | undefined
  for (const name of namesOf(error)) {
    if (Object.hasOwn(BY_CODE, name)) return name
    first ??= name
  }
  return first ?? 'aborted'
}

/** Counts a request that was made and is over. */
export function countOperation(totals: Totals, status: AppStatus): void {
  totals[SLOT.OPERATIONS + status]!++
}
