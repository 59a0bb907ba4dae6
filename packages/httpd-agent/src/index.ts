export { instrument, sflowHttp } from './sflow-http.ts'
export type { SflowHttpAgent, SflowHttpOptions, SflowLog } from './options.ts'
export type { RequestView } from './transaction/transaction.ts'
