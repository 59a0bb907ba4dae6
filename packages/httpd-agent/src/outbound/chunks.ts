import { chunkLength } from '../transaction/body-length.ts'

type Method = (...args: unknown[]) => unknown

/** Bytes that have passed. */
export interface Chunks {
  bytes: number
}

/**
 * Counts what is given to methods of one object, that of a request which is sampled: neither Node nor undici counts
 * bodies without what frames them. Undefined where it has no such methods.
 */
export function countChunks(object: object, names: readonly string[]): Chunks | undefined {
  const methods = names.map((name): unknown => Reflect.get(object, name))
  if (!methods.every((method): method is Method => typeof method === 'function')) return undefined
  const chunks: Chunks = { bytes: 0 }
  for (const [i, method] of methods.entries()) {
    const counting: Method = function counting(this: unknown, ...args) {
      // What is written after the end goes nowhere.
      const open = Reflect.get(object, 'writableEnded') !== true
      const result = Reflect.apply(method, this, args)
      if (open) chunks.bytes += chunkLength(args[0], args[1])
      return result
    }
    Object.defineProperty(object, names[i]!, { value: counting, configurable: true, writable: true })
  }
  return chunks
}
