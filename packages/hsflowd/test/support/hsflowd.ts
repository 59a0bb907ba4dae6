import { join } from 'node:path'
import { programOf } from '../../../../tools/rigs/program.ts'

export {
  scratch,
  WARN,
  type Ended,
  type LogLine,
  type Program as Hsflowd,
  type RunOptions,
} from '../../../../tools/rigs/program.ts'

/** Starts hsflowd. Give `-o FILE`, or a namespace: what a daemon of root writes otherwise is the machine's. */
export const hsflowd = programOf(join(import.meta.dirname, '../..'), 'hsflowd')
