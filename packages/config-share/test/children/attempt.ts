import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isSharedFileError } from '../../src/index.ts'
import type { SharedFileWriter, SharedSettings } from '../../src/index.ts'

/** What came of a write: `revision N`, or the code of the error. */
export async function attempt(writer: SharedFileWriter, settings: SharedSettings): Promise<string> {
  try {
    return `revision ${(await writer.write(settings)).revision}`
  } catch (error) {
    return isSharedFileError(error) ? error.code : String(error)
  }
}

/** The file names beside a file, and the file's polling interval: whether it is whole. */
export async function state(path: string) {
  const text = await readFile(path, 'utf8')
  const whole = /^rev_start=(\d+)\n.*^rev_end=\1\n$/msu.test(text)
  const [, polling] = /^polling=(\d+)$/mu.exec(text) ?? []
  return { polling: whole ? Number(polling) : 'torn', names: (await readdir(dirname(path))).toSorted() }
}
