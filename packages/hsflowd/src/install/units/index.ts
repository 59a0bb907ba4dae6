import { hsflowd } from './hsflowd.ts'
import type { ProgramUnit } from './program.ts'

/** The programs that `install` makes services of; hsflowd is always among them. */
export const programUnits: readonly ProgramUnit[] = [hsflowd]
