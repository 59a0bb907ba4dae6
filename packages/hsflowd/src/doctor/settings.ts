import type { Round } from '../dns-sd/ask.ts'
import { DaemonError } from '../errors.ts'
import { loadSettings, type SettingsSources } from '../load-settings.ts'
import { mergeSettings } from '../settings/merge.ts'
import type { Effective } from '../settings/settings.ts'

/** The configuration file, and what hsflowd would make of it. */
export interface Configuration {
  readonly name: string
  /** Whether the file is there, and good. */
  readonly found: boolean
  readonly warnings: readonly string[]
  /** Why the file is not used; the settings are then those of the command line and the defaults. */
  readonly error: DaemonError | undefined
  /** Without DNS. */
  readonly effective: Effective
  /** With what DNS says; a failure says nothing. */
  readonly withDns: (round: Round | undefined) => Effective
}

/** Reads the configuration; never rejects for what is in it. */
export async function readConfiguration(sources: SettingsSources): Promise<Configuration> {
  const name = sources.configFile ?? '/etc/hsflowd.conf'
  try {
    const { settings, file, warnings } = await loadSettings(sources)
    const effective = { settings, origins: new Map() }
    return {
      name,
      found: file !== undefined,
      warnings,
      error: undefined,
      effective,
      withDns: () => effective,
    }
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    const effective = { settings: mergeSettings(sources.flags, undefined), origins: new Map() }
    const none = error.code === 'HSF_CONFIG_NO_COLLECTOR'
    return {
      name,
      found: false,
      warnings: [],
      error: none ? undefined : error,
      effective,
      withDns: () => effective,
    }
  }
}
