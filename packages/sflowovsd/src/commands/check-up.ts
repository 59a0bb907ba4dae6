import { readAgentStatuses, sleep, statusDirectories, systemClock, userName } from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { OvsError } from '../errors.ts'
import type { OpenVswitch, Strategy } from '../ovs/open-vswitch.ts'
import { defaultServer } from '../ovs/run-directory.ts'
import { planChanges, type Plan } from '../plan/plan.ts'
import type { SwitchState } from '../plan/state.ts'
import { sameServer } from '../status/rivals.ts'
import { seenKeeper } from '../status/seen.ts'
import { clientVersion } from './client-version.ts'
import type { CommandContext } from './command.ts'
import { readIntent, type Intent } from './intent.ts'
import { openFor } from './open-for.ts'

const PAUSE_MS = 500

/** What `--check` finds out. */
export interface CheckUp {
  readonly intent: Intent | undefined
  /** Undefined: ovs-vsctl did not tell. */
  readonly version: string | undefined
  readonly strategy: Strategy | undefined
  /** That of ovsdb-client. */
  readonly clientVersion: string | undefined
  readonly server: string
  /** Undefined: it could not be read. */
  readonly state: SwitchState | undefined
  readonly plan: Plan | undefined
  readonly user: string
  /** Process ids of the sflowovsd that run for the same database. */
  readonly others: readonly number[]
  readonly problems: readonly OvsError[]
}

/** Looks at everything, whatever is wrong with the rest; changes nothing. */
export async function checkUp(context: CommandContext): Promise<CheckUp> {
  const { values } = context
  const problems: OvsError[] = []
  /** Anything but an OvsError is a mistake of the program. */
  async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action()
    } catch (error) {
      if (!(error instanceof OvsError)) throw error
      problems.push(error)
      return undefined
    }
  }
  const server = values.db ?? defaultServer(process.env)
  const ovs = openFor(context)
  try {
    const intent = await attempt(() => readIntent(context))
    const state = await attempt(() => readSettled(ovs))
    if (state?.behind === true) problems.push(new OvsError('HSF_OVS_BEHIND'))
    const missing = problems.some(({ code }) => code === 'HSF_OVS_MISSING')
    return {
      intent,
      version: ovs.version(),
      strategy: ovs.version() === undefined ? undefined : ovs.strategy(),
      // Both are of one package: that it is missing is said once.
      clientVersion: missing ? undefined : await attempt(() => clientVersion(values.timeout)),
      server,
      state,
      plan: planOf(intent, state, ovs, values.adopt),
      user: await userName(process.geteuid?.() ?? 0),
      others: await othersFor(server, values.settings),
      problems,
    }
  } finally {
    ovs.close()
  }
}

/** What somebody else is changing at this moment, ovs-vswitchd takes in meanwhile. */
async function readSettled(ovs: OpenVswitch): Promise<SwitchState> {
  const state = await ovs.read()
  if (!state.behind) return state
  await sleep(systemClock, PAUSE_MS)
  return ovs.read()
}

function planOf(
  intent: Intent | undefined,
  state: SwitchState | undefined,
  ovs: OpenVswitch,
  adopt: boolean,
): Plan | undefined {
  if (intent === undefined || state === undefined) return undefined
  return planChanges(state, intent.wanted, { ...ovs.features(), adopt })
}

async function othersFor(server: string, settings: string | undefined): Promise<number[]> {
  const statuses = await readAgentStatuses({ directories: statusDirectories(settings, SHARED_FILE_LINK) })
  return statuses
    .filter(({ name }) => name === 'sflowovsd')
    .map(seenKeeper)
    .filter((keeper) => sameServer(keeper.details?.server, server))
    .map(({ pid }) => pid)
}
