import type { SflowHttpOptions } from '../options.ts'
import type { Capture } from './transaction.ts'

/** In the making. */
export const clientAddress = (_trustProxy: SflowHttpOptions['trustProxy']): Capture['clientIp'] => undefined
