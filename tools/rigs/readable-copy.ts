import { chmodSync, cpSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * The built program and its native part in a directory that any user can read, as an installed package is: a clone may
 * lie in a home directory that others cannot enter. Returns `folder`.
 */
export function readableCopy(from: string, folder: string): string {
  for (const part of ['bin', 'dist/main.js', 'dist/chunks', 'package.json'])
    cpSync(join(from, part), join(folder, part), { recursive: true })
  const koffi = dirname(createRequire(join(from, 'package.json')).resolve('koffi'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['koffi', '@koromix'])
    cpSync(join(koffi, '..', name), join(folder, 'node_modules', name), { recursive: true })
  // Whatever the umask of the clone was.
  for (const name of ['', ...readdirSync(folder, { recursive: true }).map(String)]) {
    const path = join(folder, name)
    const { mode } = statSync(path)
    chmodSync(path, mode | 0o444 | ((mode & 0o100) === 0 ? 0 : 0o111))
  }
  return folder
}
