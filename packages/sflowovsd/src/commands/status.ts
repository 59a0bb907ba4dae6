import { exitCodes, readAgentStatuses, statusDirectories, userName } from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { renderStatus } from '../status/render.ts'
import { rivals } from '../status/rivals.ts'
import { seenKeeper, type SeenKeeper } from '../status/seen.ts'
import type { CommandContext } from './command.ts'

/** What each sflowovsd of this host does, from the files that they keep. Exit code 0; 69 when none runs. */
export async function status({ values, print }: Pick<CommandContext, 'values' | 'print'>): Promise<number> {
  const directories = statusDirectories(values.settings, SHARED_FILE_LINK)
  const raw = (await readAgentStatuses({ directories })).filter(({ name }) => name === 'sflowovsd')
  const keepers = raw.map(seenKeeper)
  if (values.json) {
    const report = { running: raw.length > 0, problems: rivals(keepers), sflowovsd: raw }
    await print(`${JSON.stringify(report)}\n`)
  } else await print(keepers.length === 0 ? notRunning(directories) : await asText(keepers))
  return keepers.length === 0 ? exitCodes.unavailable : exitCodes.success
}

const notRunning = (directories: readonly string[]): string =>
  [
    `sflowovsd is not running: no status of one in ${directories.join(' or ')}`,
    '  fix: put ovs { } into /etc/hsflowd.conf, so that hsflowd starts it, or start it alone (systemctl start sflowovsd); see why it ended with journalctl -u hsflowd -u sflowovsd -n 50',
    '  note: of one that follows another file (-f FILE) give the same -f FILE here',
    '',
  ].join('\n')

async function asText(keepers: readonly SeenKeeper[]): Promise<string> {
  const nowMs = Date.now()
  const parts = await Promise.all(
    keepers.map(async (keeper) => {
      const uid = keeper.process?.uid
      return renderStatus(keeper, uid === undefined ? 'an unknown user' : await userName(uid), nowMs)
    }),
  )
  return [...rivals(keepers).map((problem) => `problem: ${problem}\n`), ...parts].join('\n')
}
