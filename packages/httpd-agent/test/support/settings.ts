// The shared file as hsflowd writes it, in a place of the test's own.
import { join } from 'node:path'
import {
  defaultSharedSettings,
  openSharedFileWriter,
  type SharedFileWriter,
  type SharedSettings,
} from '@host-sflow/config-share'
import { afterAll } from 'vitest'
import { scratch } from '../../../../tools/rigs/program.ts'

const writers: SharedFileWriter[] = []
afterAll(() => Promise.all(writers.map((writer) => writer.close())))

export interface SettingsFile {
  readonly path: string
  /** Publishes the first settings with these changes; null: withdraws them. */
  readonly write: (changes: Partial<SharedSettings> | null) => Promise<void>
}

/**
 * Address of the agent in every datagram, unless a test says otherwise. It is one of this machine: in a container, that
 * of a host elsewhere would make the index of the data source another one than the port.
 */
export const AGENT_IP = '127.0.0.1'

/** `http`: what `sampling.http` and `polling.http` are. */
export const httpSettings = (sampling: number, polling: number): Pick<SharedSettings, 'applications'> => ({
  applications: [{ name: 'http', sampling, polling }],
})

export const collectorAt = (port: number): { address: string; port: number } => ({
  address: '127.0.0.1',
  port,
})

/** A file with one collector on loopback; counters every second, no samples, unless `first` says otherwise. */
export async function settingsFile(
  collectorPort: number,
  first: Partial<SharedSettings> = {},
): Promise<SettingsFile> {
  const path = join(scratch(), 'hsflowd.auto')
  const writer = await openSharedFileWriter({ path })
  writers.push(writer)
  const common: SharedSettings = {
    ...defaultSharedSettings(),
    agentIP: AGENT_IP,
    collectors: [collectorAt(collectorPort)],
    ...httpSettings(0, 1),
    ...first,
  }
  const write = async (changes: Partial<SharedSettings> | null): Promise<void> => {
    await writer.write(changes === null ? null : { ...common, ...changes }, { agentIP: AGENT_IP })
  }
  await write({})
  return { path, write }
}
