import type { FileConfig } from '../file-config.ts'

/** A warning about what a valid file says: at the setting of this path. */
export interface Finding {
  readonly path: string
  readonly message: string
}

/** Looks for one kind of mistake. `line` tells where a setting stands. */
export type Lint = (config: FileConfig, line: (path: string) => number | undefined) => Iterable<Finding>
