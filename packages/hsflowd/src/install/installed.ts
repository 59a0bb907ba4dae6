import { join } from 'node:path'
import { localLayout, usersFile } from './layout.ts'
import { ownText } from './place-file.ts'

/** The user for whom `install` was called before, if it was: of sysusers.d(5). */
export async function installedUser(root: string): Promise<string | undefined> {
  const text = await ownText(join(root, usersFile(localLayout)))
  return /^u (\S+) /mu.exec(text ?? '')?.[1]
}
