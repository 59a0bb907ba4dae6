import { readFile, stat } from 'node:fs/promises'
import { readConfig, type Config, type ConfigResult } from './config/read-config.ts'
import { DaemonError } from './errors.ts'
import { mergeSettings, type Flags, type Settings } from './settings.ts'

export const DEFAULT_CONFIG_FILE = '/etc/hsflowd.conf'
// No real configuration is nearly as large; a wrong path (a disk image) is refused instead of read.
const MAX_BYTES = 1 << 20

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
    throw new DaemonError('HSF_CONFIG_NO_COLLECTOR')
  return { settings, file: config === undefined ? undefined : file, warnings: result?.warnings ?? [] }
}

async function readConfigFile(file: string, required: boolean): Promise<ConfigResult | undefined> {
  try {
    const { size } = await stat(file)
    if (size > MAX_BYTES) throw new DaemonError('HSF_CONFIG_MISSING', `${file} has ${size} bytes`)
    return readConfig(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof DaemonError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT' && !required) return undefined
    throw new DaemonError('HSF_CONFIG_MISSING', `${file}: ${code}`)
  }
}
