import { chmodSync, cpSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * The built program and its native part in a directory that any user can read, as an installed package is: a clone may
 * lie in a home directory that others cannot enter. Returns `folder`.
 */
export function readableCopy(from: string, folder: string): string {
  chmodSync(folder, 0o755)
  for (const part of ['bin', 'dist/main.js', 'dist/chunks', 'package.json'])
    cpSync(join(from, part), join(folder, part), { recursive: true })
  const koffi = dirname(createRequire(join(from, 'package.json')).resolve('koffi'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['koffi', '@koromix'])
    cpSync(join(koffi, '..', name), join(folder, 'node_modules', name), { recursive: true })
  return folder
}
