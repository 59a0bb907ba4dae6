import { systemClock } from '@host-sflow/agent-runtime'
import { OvsError } from '../errors.ts'
import { thisHost } from '../settings/agent.ts'
import { flagsOf } from '../settings/flags.ts'
import { readSettings, type HostSettings } from '../settings/follow.ts'
import type { Note } from '../settings/note.ts'
import { wantedOf, type Wanted } from '../settings/wanted.ts'
import type { CommandContext } from './command.ts'

/** The error ends with its own, which names this program's options. */
const REMEDY = / \((?:[^()]|\([^()]*\))*\)$/u

/** What the settings of now ask of Open vSwitch. */
export interface Intent {
  readonly settings: HostSettings
  /** What keeps the settings from being all that was asked for. */
  readonly problem: string | undefined
  readonly wanted: Wanted
  readonly notes: readonly Note[]
}

/** Reads the settings once. @throws OvsError HSF_SETTINGS */
export async function readIntent({ values, log }: Pick<CommandContext, 'values' | 'log'>): Promise<Intent> {
  const { settings, problem } = await readSettings({ flags: flagsOf(values), log, clock: systemClock })
  if (settings === undefined) throw new OvsError('HSF_SETTINGS', problem?.replace(REMEDY, ''))
  return { settings, problem, ...wantedOf(settings.content, thisHost) }
}
