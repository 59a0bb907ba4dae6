import { OvsError } from '../errors.ts'
import { printable } from './printable.ts'

const EXCERPT_CHARACTERS = 200

/** The error of output that is not as it should be, with the beginning of what it is. */
export function misread(why: string, text: string): OvsError {
  const excerpt = printable(text, EXCERPT_CHARACTERS)
  return new OvsError('HSF_OVS_OUTPUT', `${why}: ${excerpt === '' ? 'nothing' : excerpt}`)
}
