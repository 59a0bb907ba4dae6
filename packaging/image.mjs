import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { architectures } from './manifest.mjs'

/** The context that packaging/Containerfile is built in; its path. Other architectures in it stay. */
export function makeImageContext(tree, { arch, out }) {
  const context = join(out, 'image')
  const place = join(context, architectures[arch].deb)
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  cpSync(new URL('Containerfile', import.meta.url), join(context, 'Containerfile'))
  cpSync(tree, place, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  return context
}
