import { findStateDirectory, userName } from '@host-sflow/agent-runtime'
import { ok, skip, warn, type Check } from '../check.ts'
import { mayWrite } from '../access.ts'

const environment = process.env

/** Where hsflowd keeps what it must remember from one start to the next. */
export const stateDirectory: Check = {
  name: 'state',
  async run({ present, status }) {
    const directory = await findStateDirectory()
    // What root may write, a daemon that gave up being root may not.
    const process = status.hsflowd?.process
    const uid = process?.uid ?? present.uid
    if (uid === undefined) return [skip(directory)]
    const user = await userName(uid)
    if (uid !== present.uid && present.uid !== 0 && environment['STATE_DIRECTORY'] === undefined)
      return [skip(`that of ${user}, whom hsflowd runs as, is not known to another user`)]
    if (await mayWrite(directory, uid, process?.gid)) return [ok(`${directory} can be written by ${user}`)]
    return [
      warn(
        `${directory} cannot be written by ${user}: address and indices may change at the next start`,
        `make it for that user, as hsflowd install does: install -d -o ${user} /var/lib/hsflowd; or set $STATE_DIRECTORY`,
      ),
    ]
  },
}
