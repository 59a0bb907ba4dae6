import { plain } from '@host-sflow/agent-runtime'
import { OvsError } from '../errors.ts'

const EXCERPT_CHARACTERS = 200

/** The error of output that is not as it should be, with the beginning of what it is. */
export function misread(why: string, text: string): OvsError {
  const excerpt = plain(text, EXCERPT_CHARACTERS)
  return new OvsError('HSF_OVS_OUTPUT', `${why}: ${excerpt === '' ? 'nothing' : excerpt}`)
}
