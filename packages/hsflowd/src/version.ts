import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** That of the package: beside the folder of this file, or of the chunk that it was bundled into. */
const packageFile = ['../package.json', '../../package.json']
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .find((file) => existsSync(file))!

/** The version of the package. */
export const version = (createRequire(import.meta.url)(packageFile) as { version: string }).version
