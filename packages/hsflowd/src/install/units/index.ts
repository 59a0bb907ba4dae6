import { hsflowd } from './hsflowd.ts'
import type { ProgramUnit } from './program.ts'
import { sflowovsd } from './sflowovsd.ts'

/** The programs that `install` makes services of; hsflowd is always among them. */
export const programUnits: readonly ProgramUnit[] = [hsflowd, sflowovsd]
