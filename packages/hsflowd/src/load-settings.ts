import { readConfig, type Config, type ConfigResult } from './config/read-config.ts'
import { readText } from './config/read-text.ts'
import { DaemonError } from './errors.ts'
import { codeOf } from './host/errors.ts'
import { mergeSettings, type Flags } from './settings/merge.ts'
import type { Settings } from './settings/settings.ts'

const DEFAULT_CONFIG_FILE = '/etc/hsflowd.conf'

/** Where settings come from. */
export interface SettingsSources {
  readonly flags: Flags
  /** The file that was named; the default one need not exist. */
  readonly configFile: string | undefined
}

/** Settings, and what there is to say about the file that they come from. */
export interface LoadedSettings {
  readonly settings: Settings
  /** The file that was read. */
  readonly file: string | undefined
  readonly warnings: readonly string[]
}

/**
 * Reads and merges the settings.
 * @throws DaemonError HSF_CONFIG_MISSING, HSF_CONFIG_INVALID (its message holds every error of the file),
 * HSF_CONFIG_NO_COLLECTOR
 */
export async function loadSettings({ flags, configFile }: SettingsSources): Promise<LoadedSettings> {
  const file = configFile ?? DEFAULT_CONFIG_FILE
  const result = await readConfigFile(file, configFile !== undefined)
  if (result !== undefined && result.errors.length > 0)
    throw new DaemonError('HSF_CONFIG_INVALID', `\n${[...result.errors, ...result.warnings].join('\n')}`)
  const config: Config | undefined = result?.config
  const settings = mergeSettings(flags, config)
  if (config === undefined && settings.collectors.length === 0)
    throw new DaemonError('HSF_CONFIG_NO_COLLECTOR', `there is no ${file}`)
  return { settings, file: config === undefined ? undefined : file, warnings: result?.warnings ?? [] }
}

async function readConfigFile(file: string, required: boolean): Promise<ConfigResult | undefined> {
  try {
    return readConfig(await readText(file), file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !required) return undefined
    // The system's messages go on with the call and the name once more.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(', ')
    throw new DaemonError('HSF_CONFIG_MISSING', `${file}: ${reason}`)
  }
}
