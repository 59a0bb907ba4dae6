// What a package (deb, rpm, image) has besides the program: from the same rows as `hsflowd install`. Called by packaging/.
import { generators } from '../config/render/files.ts'
import { packageLayout } from './layout.ts'
import { plannedFiles, type PlannedFile } from './plan.ts'
import { renderDropIn, type Program } from './render-unit.ts'
import { programUnits } from './units/index.ts'

/** Where a package has drop-ins that are of use to some: to be copied into /etc/systemd/system/hsflowd.service.d. */
const DROP_INS = '/usr/share/hsflowd/drop-ins'

/** The files of a package; configuration in /etc is made when it is installed, where there is none. */
export function packageFiles(program: Program, user: string): PlannedFile[] {
  const programs = programUnits.map((unit) => ({ unit, program, dropIns: [] }))
  const planned = plannedFiles({ layout: packageLayout, user, programs, sample: generators.sample() })
  return [
    ...planned.filter(({ once }) => once !== true),
    ...programUnits.flatMap(({ dropIns }) =>
      dropIns.map((dropIn) => ({ path: `${DROP_INS}/50-${dropIn.name}.conf`, text: renderDropIn(dropIn) })),
    ),
    { path: '/usr/share/man/man5/hsflowd.conf.5', text: generators.man() },
    { path: '/usr/share/man/man8/hsflowd.8', text: generators.daemonMan() },
  ]
}
