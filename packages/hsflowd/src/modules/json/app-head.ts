import { refuse } from './errors.ts'
import { MAX_APP_NAME_BYTES } from './limits.ts'
import { member, type JsonObject } from './members.ts'
import { atMost } from './numbers.ts'

const port = atMost(65_535)
const CONTROL = /\p{Cc}/u

/** Of a name that is not known yet. @throws Refusal */
export function checkAppName(name: string): void {
  // The quotes are not of it; a quote, or half of a surrogate pair, takes more room than it seems to.
  if (Buffer.byteLength(JSON.stringify(name)) - 2 > MAX_APP_NAME_BYTES)
    refuse(`app_name must be at most ${MAX_APP_NAME_BYTES} bytes`)
  if (CONTROL.test(name)) refuse('app_name must not hold control characters')
}

/** Whom a flow_sample or counter_sample is from. */
export interface AppHead {
  readonly name: string
  /** 0: none. */
  readonly port: number
}

/** Reads what every message is looked up by; by hand, because most flow samples are not looked at further. @throws Refusal */
export function readAppHead(message: JsonObject): AppHead {
  const name = member(message, 'app_name')
  if (typeof name !== 'string' || name === '') refuse('app_name must be a text')
  const servicePort = port(member(message, 'service_port') ?? 0)
  if (servicePort === undefined) refuse('service_port must be a whole number from 0 to 65535')
  return { name, port: servicePort }
}
