import { isIP } from 'node:net'
import type { CollectorSpec, OptionValues } from '@host-sflow/agent-runtime'
import type { SharedSettings } from '@host-sflow/config-share'
import type { options } from '../options.ts'

/** What the command line says of the settings. */
export interface SettingsFlags {
  /** The file that was named. */
  readonly file: string | undefined
  /** Any: the file is not followed. */
  readonly collectors: readonly CollectorSpec[]
  readonly polling: number | undefined
  readonly sampling: number | undefined
  /** Device or address. */
  readonly agent: string | undefined
}

export const flagsOf = (values: OptionValues<typeof options>): SettingsFlags => ({
  file: values.settings,
  collectors: values.collector,
  polling: values.polling,
  sampling: values.sampling,
  agent: values.agent,
})

/** Settings with what the command line says otherwise. */
export function overridden(settings: SharedSettings, flags: SettingsFlags): SharedSettings {
  const { polling = settings.polling, sampling = settings.sampling, agent } = flags
  const { agent: _device, agentIP: _address, ...others } = settings
  if (agent === undefined) return { ...settings, polling, sampling }
  return { ...others, polling, sampling, ...(isIP(agent) === 0 ? { agent } : { agentIP: agent }) }
}
