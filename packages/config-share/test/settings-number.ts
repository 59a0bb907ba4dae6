import { defaultSharedSettings } from '../src/settings.ts'
import type { SharedSettings } from '../src/settings.ts'

/** Settings that differ from any other number's. */
export function settingsNumber(polling: number, more: Partial<SharedSettings> = {}): SharedSettings {
  return { ...defaultSharedSettings(), hostname: `host${polling}`, polling, ...more }
}
