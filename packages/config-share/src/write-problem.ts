import { errnoOf, messageOf, problem } from './errors.ts'
import type { SharedFileCode, SharedFileProblem } from './errors.ts'

const codes = new Map<string, SharedFileCode>([
  ['ENOSPC', 'HSF_SHARED_NO_SPACE'],
  ['EDQUOT', 'HSF_SHARED_NO_SPACE'],
  ['EROFS', 'HSF_SHARED_READ_ONLY'],
  ['EACCES', 'HSF_SHARED_PERMISSION'],
  ['EPERM', 'HSF_SHARED_PERMISSION'],
  ['ENOENT', 'HSF_SHARED_NO_DIRECTORY'],
  ['ENOTDIR', 'HSF_SHARED_NO_DIRECTORY'],
  ['EISDIR', 'HSF_SHARED_NOT_FILE'],
])

/** What a system error means to somebody who wants the shared file written. */
export function writeProblem(error: unknown, file: string): SharedFileProblem {
  return problem(codes.get(errnoOf(error)) ?? 'HSF_SHARED_WRITE', messageOf(error), { file })
}
