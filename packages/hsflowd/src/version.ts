import { createRequire } from 'node:module'

/** The version of the package: its package.json stands beside the folder of this file, built or not. */
export const version = (createRequire(import.meta.url)('../package.json') as { version: string }).version
