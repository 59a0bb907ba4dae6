import { runtimeError } from '../errors.ts'

/** Indices of things that are gone are remembered, for when they come back; at most so many. */
const MAX_REMEMBERED = 10_000

export interface IndexAllocatorOptions {
  /** First and last index of the range (design §4), for example 100000 and 149999. */
  readonly first: number
  readonly last: number
  /** What {@link IndexAllocator.state} gave in an earlier run; anything else in it is passed over. */
  readonly state?: unknown
  /** The state has changed: keep it. */
  readonly onChange?: () => void
}

/** Gives things that have no number of their own a data source index that they keep. */
export interface IndexAllocator {
  /**
   * The index of a thing (its UUID, path, ...): always the same one, also after a restart.
   * @throws RuntimeError HSF_INDEX_FULL
   */
  allocate(key: string): number
  /** The thing is gone; its index is kept for it until room is needed. */
  release(key: string): void
  /** To be kept as JSON: pairs of key and index. */
  state(): readonly (readonly [key: string, index: number])[]
}

/** An index is a hash of the key, so it mostly survives the loss of the state too; the next free one serves if taken. */
export function createIndexAllocator(options: IndexAllocatorOptions): IndexAllocator {
  const { first, last, onChange = () => undefined } = options
  const size = last - first + 1
  const indexOf = new Map<string, number>()
  const keyOf = new Map<number, string>()
  /** Keys not in use, the longest gone first. */
  const remembered = new Set<string>()

  function bind(key: string, index: number): void {
    indexOf.set(key, index)
    keyOf.set(index, key)
  }

  function forgetOldest(): void {
    const [key] = remembered
    if (key === undefined) throw runtimeError('HSF_INDEX_FULL', `${first} to ${last}`)
    remembered.delete(key)
    keyOf.delete(indexOf.get(key)!)
    indexOf.delete(key)
  }

  for (const [key, index] of readState(options.state)) {
    if (index < first || index > last || indexOf.has(key) || keyOf.has(index)) continue
    bind(key, index)
    remembered.add(key)
  }

  return {
    allocate(key) {
      const known = indexOf.get(key)
      remembered.delete(key)
      if (known !== undefined) return known
      if (indexOf.size >= size) forgetOldest()
      let offset = hash(key) % size
      while (keyOf.has(first + offset)) offset = (offset + 1) % size
      bind(key, first + offset)
      onChange()
      return first + offset
    },
    release(key) {
      if (!indexOf.has(key)) return
      remembered.delete(key)
      remembered.add(key)
      if (remembered.size <= MAX_REMEMBERED) return
      forgetOldest()
      onChange()
    },
    state: () => [...indexOf],
  }
}

/** FNV-1a of 32 bits over UTF-8. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (const byte of Buffer.from(text)) h = Math.imul(h ^ byte, 0x01000193)
  return h >>> 0
}

function readState(state: unknown): (readonly [string, number])[] {
  if (!Array.isArray(state)) return []
  return state.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return []
    const [key, index] = pair as unknown[]
    return typeof key === 'string' && Number.isSafeInteger(index) ? [[key, index as number] as const] : []
  })
}
