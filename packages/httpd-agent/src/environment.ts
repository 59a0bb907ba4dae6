import type { SflowHttpOptions } from './options.ts'

/** In the making. */
export const optionsFromEnvironment = (
  _environment: NodeJS.ProcessEnv,
): { readonly options: SflowHttpOptions; readonly problems: readonly string[] } => ({
  options: {},
  problems: [],
})
