import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, findStateDirectory } from '@host-sflow/agent-runtime'
import { userName } from '../../status/words.ts'
import { ok, warn, type Check } from '../check.ts'

/** Where hsflowd keeps what it must remember from one start to the next. */
export const stateDirectory: Check = {
  name: 'state',
  async run({ status }) {
    const directory = await findStateDirectory()
    const daemon = status.hsflowd?.process?.uid
    const owner = await stat(directory).then(
      ({ uid }) => uid,
      () => undefined,
    )
    // What root may write, a daemon that gave up being root may not.
    if (
      daemon !== undefined &&
      daemon !== 0 &&
      owner !== undefined &&
      owner !== daemon &&
      process.geteuid?.() === 0
    ) {
      const name = await userName(daemon)
      return [
        warn(
          `${directory} belongs to ${await userName(owner)}, hsflowd runs as ${name}`,
          `chown -R ${name} ${directory}`,
        ),
      ]
    }
    const trouble = await whyNotWritable(directory)
    if (trouble === undefined)
      return [ok(`${directory} is writable${owner === undefined ? ' (not made yet)' : ''}`)]
    return [
      warn(
        `${directory} cannot be written: ${trouble}; addresses and indices may change at the next start`,
        `give it to the user that hsflowd runs as, or set $STATE_DIRECTORY`,
      ),
    ]
  },
}

/** Of a directory that is not there yet, the nearest one above it counts. */
async function whyNotWritable(directory: string): Promise<string | undefined> {
  try {
    await access(directory, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const above = dirname(directory)
    return codeOf(error) === 'ENOENT' && above !== directory ? whyNotWritable(above) : codeOf(error)
  }
}
