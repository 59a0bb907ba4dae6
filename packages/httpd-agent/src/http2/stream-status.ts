import type { ServerHttp2Stream } from 'node:http2'
import { STATUS_NO_ANSWER } from '../transaction/count.ts'

// RFC 9113, 7.
const NO_ERROR = 0
const CANCEL = 8

/** No status was sent, and it was not the client that went away: none of the five classes. */
const NO_STATUS = 0

/**
 * Status of a stream that is over. `sentHeaders` are those of the answer, never of a 1xx before it. Streams that end
 * without an answer: Node closes those of a client that has gone with CANCEL or NO_ERROR, as clients themselves do;
 * other codes are those of a server that refuses (REFUSED_STREAM) or fails (INTERNAL_ERROR).
 */
export function statusOf(stream: ServerHttp2Stream): number {
  // @types/node declares it as always there.
  const sent = stream.sentHeaders as { readonly ':status'?: unknown } | undefined
  const status = sent?.[':status']
  if (status !== undefined) return Number(status) || NO_STATUS
  const code = stream.rstCode
  return code === CANCEL || code === NO_ERROR ? STATUS_NO_ANSWER : NO_STATUS
}
