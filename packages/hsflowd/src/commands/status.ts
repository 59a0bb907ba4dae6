import { ageMs, exitCodes, statusDirectories, userName } from '@host-sflow/agent-runtime'
import { findRunningHsflowd, SHARED_FILE_LINK } from '@host-sflow/config-share'
import { hostStatus, type HostStatus } from '../status/collect.ts'
import { renderStatus } from '../status/render.ts'
import type { CommandContext } from './command.ts'

/**
 * What hsflowd and the other agents of this host are doing, from the files that they keep. Exit code 0; 69 when hsflowd
 * does not run. With --exit-code 0 only when it is healthy, else 1, which is what HEALTHCHECK of containers knows.
 */
export async function run({ values, print }: CommandContext): Promise<number> {
  const nowMs = Date.now()
  const directories = statusDirectories(values.settings, SHARED_FILE_LINK)
  const found = await hostStatus({ directories, sharedFile: values.settings, nowMs })
  await print(
    values.json ? `${JSON.stringify(asJson(found, nowMs))}\n` : await asText(found, directories, nowMs),
  )
  if (values['exit-code']) return found.problems.length === 0 ? exitCodes.success : exitCodes.failure
  return found.hsflowd === undefined ? exitCodes.unavailable : exitCodes.success
}

async function asText(found: HostStatus, directories: readonly string[], nowMs: number): Promise<string> {
  const { hsflowd } = found
  if (hsflowd === undefined) return notRunning(directories)
  const uid = hsflowd.process?.uid
  return renderStatus(
    { ...found, hsflowd },
    uid === undefined ? 'an unknown user' : await userName(uid),
    nowMs,
  )
}

async function notRunning(directories: readonly string[]): Promise<string> {
  const pid = await findRunningHsflowd()
  const lines = [
    `hsflowd is not running: no status of one in ${directories.join(' or ')}`,
    '  fix: start it (systemctl start hsflowd), or see why it ended (journalctl -u hsflowd -n 50)',
  ]
  if (pid !== undefined)
    lines.push(
      `  note: process ${pid} is a hsflowd without a status here: of another kind, or started with -o FILE (give the same -o FILE here)`,
    )
  return `${lines.join('\n')}\n`
}

/** One object: `hsflowd` and `agents` hold what the agents themselves wrote. */
function asJson({ hsflowd, followers, problems, raw, written }: HostStatus, nowMs: number): unknown {
  const rawOf = (pid: number | undefined): unknown => raw.find((each) => each.pid === pid) ?? null
  return {
    running: hsflowd !== undefined,
    healthy: problems.length === 0,
    problems,
    ageMs: hsflowd === undefined ? null : ageMs(hsflowd.writtenAt, nowMs),
    revision: written?.revision ?? null,
    hsflowd: rawOf(hsflowd?.pid),
    agents: followers.map(({ agent, behind, follows }) => ({
      ...(rawOf(agent.pid) as object),
      ageMs: ageMs(agent.writtenAt, nowMs),
      follows,
      behind,
    })),
  }
}
