import type { Flags, Layers } from './layers.ts'
import { mergeSettings } from './merge.ts'
import type { Settings } from './settings.ts'

/** A command line that says nothing. */
export const noFlags: Flags = {
  collector: [],
  polling: undefined,
  sampling: undefined,
  uuid: undefined,
  'sub-agent-id': undefined,
}

/** No place that says anything. */
export const noLayers: Layers = { flags: noFlags, given: new Set(), file: undefined, dns: undefined }

/** The defaults, with neither collectors nor DNS-SD. */
export const plainSettings: Settings = { ...mergeSettings(noLayers).settings, dnsSd: undefined }
