import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * The file of a program on $PATH; undefined: there is none that can be executed. Directories of $PATH that are not
 * absolute are passed over: they would be in wherever this was started.
 */
export async function findOnPath(
  name: string,
  path = process.env['PATH'] ?? '',
): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter((each) => isAbsolute(each))) {
    const file = join(directory, name)
    if (await isFileFor(file, constants.X_OK)) return file
  }
  return undefined
}

/** Whether it is a regular file that this process may use so (`constants.R_OK`, `X_OK`). */
export async function isFileFor(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
