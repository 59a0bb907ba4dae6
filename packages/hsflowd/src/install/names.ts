import { DaemonError } from '../errors.ts'
import { programUnits } from './units/index.ts'
import type { DropIn, ProgramUnit } from './units/program.ts'

/** What to make services of, and what these are to be allowed. */
export interface Chosen {
  readonly programs: readonly ProgramUnit[]
  readonly dropIns: readonly DropIn[]
}

/**
 * The programs and drop-ins of a list of names (`--with`), in the order of the table.
 * @throws DaemonError HSF_INSTALL_NAME
 */
export function chosen(names: readonly string[], units: readonly ProgramUnit[] = programUnits): Chosen {
  const dropIns = units.flatMap((unit) => unit.dropIns)
  const known = [...units, ...dropIns].map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new DaemonError('HSF_INSTALL_NAME', `${unknown.join(', ')}; there is ${known.join(', ')}`)
  return {
    programs: units.filter(({ name }) => names.includes(name)),
    dropIns: dropIns.filter(({ name }) => names.includes(name)),
  }
}
