import { OvsError } from '../errors.ts'

/** What a keeper tells of its troubles. */
export interface Troubled {
  readonly trouble?: string | undefined
  readonly unconfirmed?: boolean | undefined
  readonly contention?: boolean | undefined
}

/** What lasts, in words, each with its remedy; what is to be mended first comes first. */
export const problemsOf = ({ trouble, unconfirmed, contention }: Troubled): string[] => [
  ...(trouble === undefined ? [] : [trouble]),
  ...(unconfirmed === true ? [new OvsError('HSF_OVS_UNCONFIRMED').message] : []),
  ...(contention === true ? [new OvsError('HSF_OVS_CONTENTION').message] : []),
]
