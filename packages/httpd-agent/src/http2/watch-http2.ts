import type { WatchOptions } from '../http1/watch-http1.ts'

/** Counts and samples what servers of node:http2 answer; returns what ends it. */
export function watchHttp2(_options: WatchOptions): () => void {
  return () => undefined
}
