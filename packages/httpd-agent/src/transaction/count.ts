import { SLOT, type Totals } from '../service/totals.ts'

// Places among the nine methods of http_counters.
const OPTIONS = 0
const GET = 1
const HEAD = 2
const POST = 3
const PUT = 4
const DELETE = 5
const TRACE = 6
const CONNECT = 7
const OTHER_METHOD = 8
/** Place of those that are in no class among the six classes of status. */
const OTHER_STATUS = 5

/** nginx's: the connection ended before any answer. */
export const STATUS_NO_ANSWER = 499

function methodPlace(method: string | undefined | null): number {
  switch (method) {
    case 'GET':
      return GET
    case 'POST':
      return POST
    case 'HEAD':
      return HEAD
    case 'PUT':
      return PUT
    case 'DELETE':
      return DELETE
    case 'OPTIONS':
      return OPTIONS
    case 'TRACE':
      return TRACE
    case 'CONNECT':
      return CONNECT
    default:
      return OTHER_METHOD
  }
}

/** Value of `http_method`: 0 for those that it does not have. */
export const methodCode = (method: string | undefined | null): number => (methodPlace(method) + 1) % 9

/** Counts a request that is over; called for every one, it allocates nothing. */
export function countRequest(totals: Totals, method: string | undefined | null, status: number): void {
  const hundreds = Math.floor(status / 100)
  totals[SLOT.METHODS + methodPlace(method)]!++
  totals[SLOT.STATUSES + (hundreds >= 1 && hundreds <= 5 ? hundreds - 1 : OTHER_STATUS)]!++
}
