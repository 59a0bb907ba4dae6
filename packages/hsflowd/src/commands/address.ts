import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import {
  exitCodes,
  findStateDirectory,
  type Log,
  peekState,
  readAgentStatuses,
  statusDirectories,
} from '@host-sflow/agent-runtime'
import { readCandidates } from '../address/candidates.ts'
import { NO_ADDRESS } from '../address/elect.ts'
import { explainElection, type Explanation } from '../address/explain.ts'
import { asJson, asText, type AddressFacts } from '../address/explain-report.ts'
import { KEPT_FILE, loadPrevious } from '../address/kept.ts'
import { openHost } from '../host/host.ts'
import { loadSettings } from '../load-settings.ts'
import type { CommandContext } from './command.ts'

/** `hsflowd address`: the address that would name this agent, and how it is found. */
export async function run({ values, given, log, print }: CommandContext): Promise<number> {
  const effective = await loadSettings({ flags: values, given, configFile: values.config })
  const host = openHost({
    roots: {
      ...(values['path.procfs'] !== undefined && { proc: values['path.procfs'] }),
      ...(values['path.sysfs'] !== undefined && { sys: values['path.sysfs'] }),
    },
  })
  try {
    const place = await placeOfState()
    const kept = await loadPrevious({ read: (name) => peekState(place, name) })
    const explanation = explainElection(readCandidates(host), effective.settings, kept)
    const facts: AddressFacts = {
      explanation,
      effective,
      file: join(place, `${KEPT_FILE}.json`),
      kept,
      running: await running(values.settings),
    }
    if (values.json) await print(`${JSON.stringify(asJson(facts, values.explain), undefined, 2)}\n`)
    else await print(values.explain ? `${asText(facts).join('\n')}\n` : `${explanation.address}\n`)
    sayWarning(explanation, values.explain, log)
    return explanation.address === NO_ADDRESS ? exitCodes.unavailable : exitCodes.success
  } finally {
    host.close()
  }
}

/** Of the daemon; another user than its own looks at its usual place too. */
async function placeOfState(): Promise<string> {
  const own = await findStateDirectory()
  const usual = '/var/lib/hsflowd'
  const has = async (place: string): Promise<boolean> =>
    access(join(place, `${KEPT_FILE}.json`)).then(
      () => true,
      () => false,
    )
  return !(await has(own)) && (await has(usual)) && process.env['STATE_DIRECTORY'] === undefined ? usual : own
}

async function running(sharedFile: string | undefined): Promise<AddressFacts['running']> {
  const agents = await readAgentStatuses({ directories: statusDirectories(sharedFile, SHARED_FILE_LINK) })
  return agents.flatMap(({ name, pid, agentAddress }) =>
    name === 'hsflowd' && typeof agentAddress === 'string' ? [{ pid, address: agentAddress }] : [],
  )
}

/** Beside the bare address, where it is not part of what is printed. */
function sayWarning({ warning }: Explanation, printed: boolean, log: Log): void {
  if (warning !== undefined && !printed) log.warn(warning)
}
