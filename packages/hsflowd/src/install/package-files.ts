// What a package (deb, rpm, image) has besides the program: from the same rows as `hsflowd install`. Called by packaging/.
import { generators } from '../config/render/files.ts'
import { packageLayout, unitFile } from './layout.ts'
import { plannedFiles, type PlannedFile } from './plan.ts'
import { renderDropIn, type Program } from './render-unit.ts'
import { programUnits } from './units/index.ts'

/** Where a package has drop-ins that are of use to some: to be copied into /etc/systemd/system/hsflowd.service.d. */
const DROP_INS = '/usr/share/hsflowd/drop-ins'

/**
 * The files of the package of a program; configuration in /etc is made when it is installed, where there is none. What
 * all programs use is in that of hsflowd.
 */
export function packageFiles(name: string, program: Program, user: string): PlannedFile[] {
  const units = programUnits.filter((unit) => unit.name === name)
  const programs = units.map((unit) => ({ unit, program, dropIns: [] }))
  const planned = plannedFiles({ layout: packageLayout, user, programs, sample: generators.sample() })
  const own = new Set(units.map((unit) => unitFile(packageLayout, unit.name)))
  return [
    ...planned.filter(({ path, once }) => once !== true && (name === 'hsflowd' || own.has(path))),
    ...units.flatMap(({ dropIns }) =>
      dropIns.map((dropIn) => ({ path: `${DROP_INS}/50-${dropIn.name}.conf`, text: renderDropIn(dropIn) })),
    ),
  ]
}
