import type { Capture } from './transaction.ts'
import { headerText } from './text.ts'

/** http_request takes 255 bytes of a URI. */
const URI_BYTES = 255
/** Where the name of a host, with credentials before it, must be over. */
const AUTHORITY_BYTES = 2048

const PATH = /^\/(?![/\\])/u
/** Also several schemes, or none, and any number of slashes: browsers take them all for the same. */
const SCHEME = /^(?:[a-z][a-z\d+.-]*:)*[/\\]*/iu
const SCHEME_BYTES = 256
/** No backslash: for some it ends the name of a host, for others it is of a password. */
const AUTHORITY_END = /[/?#]/u

/** `user:password@` never leaves the process: RFC 9110, 4.2.4. A Referer may begin with it (10.1.3, partial-URI). */
function withoutCredentials(uri: string): string {
  if (PATH.test(uri)) return uri
  const scheme = SCHEME.exec(uri.slice(0, SCHEME_BYTES))?.[0] ?? ''
  const rest = uri.slice(scheme.length, scheme.length + AUTHORITY_BYTES)
  const end = rest.search(AUTHORITY_END)
  // Without an end, an @ might follow: nothing of it can be told.
  if (end < 0 && rest.length === AUTHORITY_BYTES) return scheme
  const authority = end < 0 ? rest : rest.slice(0, end)
  const at = authority.lastIndexOf('@')
  return at < 0 ? uri : scheme + uri.slice(scheme.length + at + 1, scheme.length + at + 1 + 2 * URI_BYTES)
}

function cutAt(uri: string, end: RegExp): string {
  const at = uri.search(end)
  return at < 0 ? uri : uri.slice(0, at)
}

/** What is told of a URI, or of a Referer. */
export function uriText(raw: string | readonly string[] | undefined, mode: Capture['uri']): string {
  const first = typeof raw === 'string' ? raw : (raw?.[0] ?? '')
  const uri = withoutCredentials(first.slice(0, SCHEME_BYTES + AUTHORITY_BYTES + 2 * URI_BYTES)).slice(
    0,
    2 * URI_BYTES,
  )
  return headerText(cutAt(uri, mode === 'full' ? /#/u : /[?#]/u), URI_BYTES)
}

/** Name of a host, as in Host, :authority and the target of CONNECT. */
export function authorityText(raw: string | readonly string[] | undefined, limit: number): string {
  const first = typeof raw === 'string' ? raw : (raw?.[0] ?? '')
  const cut = first.slice(0, AUTHORITY_BYTES)
  const at = cut.lastIndexOf('@')
  // As above: an @ might follow.
  if (at < 0 && first.length > AUTHORITY_BYTES) return ''
  return headerText(cut.slice(at + 1), limit)
}
