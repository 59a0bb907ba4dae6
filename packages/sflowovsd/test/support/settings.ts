// The shared file as hsflowd writes it.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  defaultSharedSettings,
  formatSharedFile,
  type SharedContent,
  type SharedSettings,
} from '@host-sflow/config-share'
import { scratch } from '../../../../tools/rigs/program.ts'

export interface SettingsFile {
  readonly path: string
  /** Replaces the content, by a rename; null: withdrawn. */
  readonly write: (settings: Partial<SharedSettings> | null) => void
}

/** A collector to which nothing is sent that matters. */
export const COLLECTOR = { address: '127.0.0.1', port: 6399 }

const COMMON = { agent: 'lo', agentIP: '127.0.0.1', collectors: [COLLECTOR] }

/** A shared file with one collector, unless the settings say otherwise. */
export function settingsFile(first: Partial<SharedSettings> = {}): SettingsFile {
  const path = join(scratch(), 'hsflowd.auto')
  let revision = 0
  const write = (settings: Partial<SharedSettings> | null): void => {
    const content: SharedContent =
      settings === null
        ? { state: 'silent', identity: {} }
        : { state: 'settings', settings: { ...defaultSharedSettings(), ...COMMON, ...settings } }
    writeFileSync(`${path}.new`, formatSharedFile(content, ++revision), { mode: 0o644 })
    renameSync(`${path}.new`, path)
  }
  write(first)
  return { path, write }
}
