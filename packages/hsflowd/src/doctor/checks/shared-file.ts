import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, counted, messageOf } from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import type { SeenAgent } from '../../status/seen.ts'
import { readSharedFile, whereIs, type WrittenSettings } from '../../status/shared.ts'
import { fail, ok, skip, warn, type Check, type Finding } from '../check.ts'

const [OTHERS_READ, OTHERS_ENTER] = [0o4, 0o1]

/** The file that tells the other agents of this host what to do. */
export const sharedFile: Check = {
  name: 'shared file',
  async run({ sharedFileOption, status: { hsflowd, sharedFile: path } }) {
    if (path === undefined)
      return [
        warn(
          'this user has no place for it: other agents would not be told what to do',
          'start hsflowd as root or by systemd, set $XDG_RUNTIME_DIR, or name a file with -o FILE',
        ),
      ]
    let written: WrittenSettings
    try {
      written = await readSharedFile(path)
    } catch (error) {
      const missing = codeOf(error) === 'ENOENT'
      if (missing && hsflowd === undefined)
        return [skip(`${path} is not there: hsflowd writes it when it runs`)]
      if (missing && waitsForDns(hsflowd))
        return [skip(`${path} is not there: hsflowd writes it when DNS has said where to send`)]
      return [
        fail(
          missing ? `${path} is not there, although hsflowd runs` : `cannot be read: ${messageOf(error)}`,
          'see the log of hsflowd: journalctl -u hsflowd -n 50',
        ),
      ]
    }
    return [
      ok(`${path} revision ${written.revision}, ${meaning(written)}`),
      ...(await access(written)),
      ...(await link(path, sharedFileOption)),
    ]
  },
}

/** Agents that run on with what an earlier hsflowd told them are not to be stopped by one that knows nothing yet. */
function waitsForDns(hsflowd: SeenAgent | undefined): boolean {
  const state = hsflowd?.details?.dnsSd?.['state']
  return hsflowd?.collectors.length === 0 && (state === 'waiting' || state === 'failed')
}

function meaning({ content }: WrittenSettings): string {
  if (content.state === 'silent') return 'tells the other agents to fall silent'
  const { collectors, polling, sampling } = content.settings
  return `${counted(collectors.length, 'collector')}, sampling ${sampling}, polling ${polling}`
}

/** Agents run as any user. */
async function access({ mode, path }: WrittenSettings): Promise<Finding[]> {
  if (!(mode & OTHERS_READ))
    return [warn(`${path} cannot be read by agents of other users`, `chmod a+r ${path}`)]
  const directory = dirname(path)
  const above = await stat(directory).catch(() => undefined)
  if (above !== undefined && !(above.mode & OTHERS_ENTER))
    return [
      warn(
        `${directory} cannot be entered by agents of other users`,
        `chmod a+x ${directory}, or name another file with -o`,
      ),
    ]
  return []
}

/** Programs that were not told otherwise look in /etc. */
async function link(path: string, option: string | undefined): Promise<Finding[]> {
  if (option !== undefined || (!path.startsWith('/run/') && !path.startsWith('/var/run/'))) return []
  if (path.startsWith('/run/user/')) return []
  if ((await whereIs(SHARED_FILE_LINK)) === (await whereIs(path))) return []
  const found = await lstat(SHARED_FILE_LINK).catch(() => undefined)
  const mend = `ln -sfn ${path} ${SHARED_FILE_LINK}`
  if (found === undefined)
    return [
      warn(
        `there is no ${SHARED_FILE_LINK}, where other agents look for it`,
        `${mend} (hsflowd does so when it starts as root)`,
      ),
    ]
  const what = found.isSymbolicLink() ? 'leads elsewhere' : 'is a file of another hsflowd'
  return [
    warn(
      `${SHARED_FILE_LINK} ${what}: other agents follow that instead`,
      `stop the other hsflowd, then: ${mend}`,
    ),
  ]
}
