import type { Round } from '../dns-sd/ask.ts'
import { DaemonError } from '../errors.ts'
import { DEFAULT_CONFIG_FILE, layersOf, loadSettings, type SettingsSources } from '../load-settings.ts'
import { dnsLayerOf } from '../settings/dns-layer.ts'
import type { Layers } from '../settings/layers.ts'
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
  const name = sources.configFile ?? DEFAULT_CONFIG_FILE
  try {
    const { settings, origins, layers, file } = await loadSettings(sources)
    return {
      name,
      found: file.config !== undefined,
      warnings: file.warnings,
      error: undefined,
      effective: { settings, origins },
      withDns: withDns(layers),
    }
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    const layers = layersOf(sources, { name, config: undefined, warnings: [] })
    return {
      name,
      found: false,
      warnings: [],
      error,
      effective: mergeSettings(layers),
      withDns: withDns(layers),
    }
  }
}

/** A failure of DNS leaves what the other places say. */
const withDns =
  (layers: Layers) =>
  (round: Round | undefined): Effective =>
    mergeSettings(
      round === undefined || round.result.state === 'failed'
        ? layers
        : { ...layers, dns: dnsLayerOf(round.result).layer },
    )
