/**
 * How the watch on the database is: `watching` it; `away`: the server cannot be reached, commands would fail too;
 * `blind`: changes are not seen, though commands may work.
 */
export type WatchState =
  { readonly state: 'starting' | 'watching' } | { readonly state: 'away' | 'blind'; readonly why: string }

export interface WatchHandlers {
  /** `started`: watching begins, what happened before is not known. `changed`: bridges or sFlow rows have. */
  readonly onEvent: (event: 'started' | 'changed') => void
  readonly onState: (state: WatchState) => void
}

/** A watch on the tables Bridge and sFlow. Never throws; what ends it is said once, and it begins again by itself. */
export interface Watch {
  /** Processes started so far. */
  spawned(): number
  /** Tries at once instead of after the back-off; nothing while it is watching. */
  retry(): void
  /** Begins anew: `why` nothing is heard of it. */
  restart(why: string): void
  /** Resolves when its processes are gone, at the latest after 1 s. */
  close(): Promise<void>
}
