import { sysusersText, tmpfilesText } from './accounts.ts'
import { CONFIG_FILE, directoriesFile, dropInFile, unitFile, usersFile, type Layout } from './layout.ts'
import { renderDropIn, renderUnit, type Program } from './render-unit.ts'
import type { DropIn, ProgramUnit } from './units/program.ts'

/** A file to be made. */
export interface PlannedFile {
  readonly path: string
  readonly text: string
  /** Only where there is none: it belongs to the operator. */
  readonly once?: true
}

/** A program with where it is and what it needs beyond its base unit. */
export interface PlannedProgram {
  readonly unit: ProgramUnit
  readonly program: Program
  readonly dropIns: readonly DropIn[]
}

export interface PlanOptions {
  readonly layout: Layout
  readonly user: string
  readonly programs: readonly PlannedProgram[]
  /** The commented sample of the configuration. */
  readonly sample: string
}

/** Every file of the services, in the order in which they are made. Packages and `hsflowd install` have them from here. */
export function plannedFiles({ layout, user, programs, sample }: PlanOptions): PlannedFile[] {
  return [
    { path: usersFile(layout), text: sysusersText(user) },
    { path: directoriesFile(layout), text: tmpfilesText(user) },
    { path: layout.sample, text: sample },
    { path: CONFIG_FILE, text: sample, once: true },
    ...programs.flatMap(({ unit, program, dropIns }) => [
      { path: unitFile(layout, unit.name), text: renderUnit(unit, program, user) },
      ...dropIns.map((dropIn) => ({
        path: dropInFile(layout, unit.name, dropIn.name),
        text: renderDropIn(dropIn),
      })),
    ]),
  ]
}
