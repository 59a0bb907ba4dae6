import type { FileConfig } from './config/file-config.ts'
import { readConfig, type ConfigResult } from './config/read-config.ts'
import { readText } from './config/read-text.ts'
import { DaemonError } from './errors.ts'
import { codeOf } from './host/errors.ts'
import { identityOf } from './settings/file-identity.ts'
import type { Flags, Layers } from './settings/layers.ts'
import { mergeSettings } from './settings/merge.ts'
import type { Effective } from './settings/settings.ts'

export const DEFAULT_CONFIG_FILE = '/etc/hsflowd.conf'

/** Where settings come from, apart from DNS. */
export interface SettingsSources {
  readonly flags: Flags
  /** Options that the command line itself gave, not the environment. */
  readonly given: ReadonlySet<string>
  /** The file that was named; the default one need not exist. */
  readonly configFile: string | undefined
}

/** A configuration file that was read; no config where there is none, and none was asked for by name. */
export interface LoadedFile {
  readonly name: string
  readonly config: FileConfig | undefined
  /** {@link identityOf} it, from before it was read; whoever watches it begins there. */
  readonly identity?: string | undefined
  readonly warnings: readonly string[]
}

/** Settings, and what there is to say about the file that they come from. */
export interface LoadedSettings extends Effective {
  readonly layers: Layers
  readonly file: LoadedFile
}

/**
 * Reads and merges what the command line, the environment and the file say.
 * @throws DaemonError HSF_CONFIG_MISSING, HSF_CONFIG_INVALID (its message holds every error of the file)
 */
export async function loadSettings(sources: SettingsSources): Promise<LoadedSettings> {
  const file = await loadFile(sources)
  const layers = layersOf(sources, file)
  return { ...mergeSettings(layers), layers, file }
}

/** What is merged, without DNS. */
export function layersOf({ flags, given }: SettingsSources, { name, config }: LoadedFile): Layers {
  return { flags, given, file: config === undefined ? undefined : { name, config }, dns: undefined }
}

/** @throws DaemonError HSF_CONFIG_MISSING, HSF_CONFIG_INVALID */
export async function loadFile({ configFile }: Pick<SettingsSources, 'configFile'>): Promise<LoadedFile> {
  const name = configFile ?? DEFAULT_CONFIG_FILE
  const identity = await identityOf(name)
  const result = await read(name, configFile !== undefined)
  if (result === undefined) return { name, config: undefined, identity, warnings: [] }
  if (result.config === undefined)
    throw new DaemonError('HSF_CONFIG_INVALID', `\n${[...result.errors, ...result.warnings].join('\n')}`)
  return { name, config: result.config, identity, warnings: result.warnings }
}

async function read(file: string, required: boolean): Promise<ConfigResult | undefined> {
  try {
    return readConfig(await readText(file), file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !required) return undefined
    // The system's messages go on with the call and the name once more.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(', ')
    throw new DaemonError('HSF_CONFIG_MISSING', `${file}: ${reason}`)
  }
}
