import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The version of a package, of a module (`import.meta.url`) in its `src` or `dist`, or in the chunks of its bundle. */
export function packageVersion(moduleUrl: string): string {
  const file = ['../package.json', '../../package.json']
    .map((place) => fileURLToPath(new URL(place, moduleUrl)))
    .find((place) => existsSync(place))!
  return (createRequire(moduleUrl)(file) as { version: string }).version
}
