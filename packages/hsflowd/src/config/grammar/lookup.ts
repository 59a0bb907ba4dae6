import type { Block, Key } from '../declaration.ts'

/** The names that a block knows, in lower case: keywords have no case. */
interface Names {
  readonly keys: ReadonlyMap<string, Key>
  readonly families: readonly (readonly [prefix: string, key: Key])[]
  readonly blocks: ReadonlyMap<string, Block>
}

const known = new WeakMap<Block, Names>()

/** The key that a name stands for: its own, an alias, or one of a family. */
export function keyOf(block: Block, name: string): Key | undefined {
  const lower = name.toLowerCase()
  const { keys, families } = namesOf(block)
  return (
    keys.get(lower) ??
    families.find(([prefix]) => lower.length > prefix.length && lower.startsWith(prefix))?.[1]
  )
}

/** The inner block that a name stands for. */
export const blockOf = (block: Block, name: string): Block | undefined =>
  namesOf(block).blocks.get(name.toLowerCase())

function namesOf(block: Block): Names {
  const there = known.get(block)
  if (there !== undefined) return there
  const names = {
    keys: new Map(block.keys.filter(({ prefix }) => prefix === undefined).flatMap(byName)),
    families: block.keys.flatMap((key) =>
      key.prefix === undefined ? [] : [[key.prefix.toLowerCase(), key] as const],
    ),
    blocks: new Map((block.blocks ?? []).flatMap(byName)),
  }
  known.set(block, names)
  return names
}

const byName = <T extends { name: string; aliases?: readonly string[] }>(row: T): [string, T][] =>
  [row.name, ...(row.aliases ?? [])].map((name) => [name.toLowerCase(), row])
