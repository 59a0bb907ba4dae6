import { join } from 'node:path'
import { localLayout, unitFile, usersFile } from './layout.ts'
import { isOurs, ownText } from './place-file.ts'
import { programUnits } from './units/index.ts'
import type { ProgramUnit } from './units/program.ts'

/** The user for whom `install` was called before, if it was: of sysusers.d(5). */
export async function installedUser(root: string): Promise<string | undefined> {
  const text = await ownText(join(root, usersFile(localLayout)))
  return /^u (\S+) /mu.exec(text ?? '')?.[1]
}

/** The programs of which `install` has made services. */
export async function installedPrograms(root: string): Promise<ProgramUnit[]> {
  const found = await Promise.all(
    programUnits.map(({ name }) => isOurs(join(root, unitFile(localLayout, name)))),
  )
  return programUnits.filter((_, at) => found[at])
}
