import type { Flags, Layers } from './merge.ts'

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
