/** What can go wrong between values and wire, with its remedy. */
export const sflowErrors = {
  HSF_SFLOW_TRUNCATED: {
    message: 'the data ends before the structure does',
    remedy: 'check the sender, and that the capture holds whole packets (snaplen)',
  },
  HSF_SFLOW_COUNT: {
    message: 'a count or length is larger than the bytes that follow it',
    remedy: 'check the sender: the datagram contradicts itself',
  },
  HSF_SFLOW_VERSION: {
    message: 'this is not an sFlow version 5 datagram',
    remedy: 'check the port: other traffic arrives there, or an agent that speaks sFlow 2 or 4',
  },
  HSF_SFLOW_UNION: {
    message: 'a type selector has no known value',
    remedy: 'check the sender, or update this decoder',
  },
  HSF_SFLOW_DEPTH: {
    message: 'structures are nested too deeply',
    remedy: 'check the sender: no agent nests records more than once',
  },
  HSF_SFLOW_VALUE: {
    message: 'a value does not fit its field',
    remedy: 'give the text form of the address or the bare hexadecimal digits that the field takes',
  },
  HSF_SFLOW_SPACE: {
    message: 'the buffer is too small for the structure',
    remedy: 'give a larger buffer, or fewer records',
  },
} as const

/** Code of an {@link SflowError}. */
export type SflowErrorCode = keyof typeof sflowErrors

/** Where in a datagram decoding stopped; sample and record count from 0, the offset from the first byte. */
export interface SflowErrorPlace {
  readonly sample?: number | undefined
  readonly record?: number | undefined
  readonly offset?: number | undefined
}

/** The only error that this package throws for malformed data or values that cannot be encoded. */
export class SflowError extends Error {
  readonly code: SflowErrorCode
  readonly remedy: string
  readonly sample: number | undefined
  readonly record: number | undefined
  readonly offset: number | undefined

  constructor(code: SflowErrorCode, place: SflowErrorPlace = {}, detail?: string) {
    super(detail === undefined ? sflowErrors[code].message : `${sflowErrors[code].message}: ${detail}`)
    this.name = 'SflowError'
    this.code = code
    this.remedy = sflowErrors[code].remedy
    this.sample = place.sample
    this.record = place.record
    this.offset = place.offset
  }
}
