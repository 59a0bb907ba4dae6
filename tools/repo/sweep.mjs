// tsc leaves what it made of files that have gone since; npm would publish that. Run in a package's folder after tsc.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

const OUTPUT = /(?:\.d\.ts|\.js)$/

for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === '.tsbuildinfo') continue
  const file = join(entry.parentPath ?? entry.path, entry.name)
  const source = join('src', relative('dist', file).replace(OUTPUT, '.ts'))
  if (!OUTPUT.test(file) || !existsSync(source)) rmSync(file)
}
