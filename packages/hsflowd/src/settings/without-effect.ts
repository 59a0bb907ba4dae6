import { sflow } from '../config/grammar/index.ts'
import { blockOf, keyOf } from '../config/grammar/lookup.ts'
import type { Entry } from './entries.ts'
import { originInFile, type Layers } from './layers.ts'

/** What the file sets and this build has no use for, each with the reason in place of its value. */
export function withoutEffect({ file }: Pick<Layers, 'file'>): Entry[] {
  return [...(file?.config.places.keys() ?? [])].flatMap((path) => {
    const reason = whyNot(path)
    return reason === undefined
      ? []
      : [{ key: path, value: `no effect: ${reason}`, origin: originInFile(file, path) }]
  })
}

function whyNot(path: string): string | undefined {
  const [, name = ''] = /^([^[\]]+)(?:\[\d+\])?$/.exec(path) ?? []
  const block = blockOf(sflow, name)
  if (block !== undefined) return block.absent ? 'this build has no such module' : undefined
  return keyOf(sflow, name)?.ignored
}
