import { join } from 'node:path'
import { programOf } from '../../../../tools/rigs/program.ts'

const PACKAGES = join(import.meta.dirname, '../../..')

/** Starts sflowovsd. Give it the variables of a private Open vSwitch: what it finds otherwise is the machine's. */
export const sflowovsd = programOf(join(PACKAGES, 'sflowovsd'), 'sflowovsd')

/** Starts hsflowd. Give `-o FILE`. */
export const hsflowd = programOf(join(PACKAGES, 'hsflowd'), 'hsflowd')
