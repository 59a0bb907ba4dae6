import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  agentDirectories,
  createCollectors,
  formatCollector,
  keepAgentStatus,
  systemClock,
  type Log,
  type Running,
} from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { describeElection, type Election } from './address/elect.ts'
import { DaemonError } from './errors.ts'
import type { Host } from './host/host.ts'
import { loadSettings, type LoadedSettings, type SettingsSources } from './load-settings.ts'
import { openPidFile } from './pid-file.ts'
import { openSharedFile } from './shared-file.ts'
import type { Settings } from './settings/settings.ts'
import { openStream } from './stream.ts'
import { version } from './version.ts'

export interface DaemonOptions {
  readonly loaded: LoadedSettings
  readonly sources: SettingsSources
  readonly host: Host
  /** Where the shared file is written, if not at its usual place. */
  readonly sharedFile: string | undefined
  readonly pidFile: string | undefined
  readonly log: Log
}

/** They name the stream and its host: to collectors, others are another stream of another host. */
const FIXED = ['uuid', 'subAgentId'] as const satisfies readonly (keyof Settings)[]

/** Starts streaming until it is told to stop. @throws DaemonError HSF_RUNNING, HSF_PID_FILE, HSF_SHARED_PLACE */
export async function startDaemon(options: DaemonOptions): Promise<Running> {
  await refuseDirectory(options.sharedFile)
  const removePidFile = await openPidFile(options.pidFile)
  try {
    return await start(options, removePidFile)
  } catch (error) {
    await removePidFile()
    throw error
  }
}

async function refuseDirectory(file: string | undefined): Promise<void> {
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new DaemonError('HSF_SHARED_PLACE', file)
}

async function start(options: DaemonOptions, removePidFile: () => Promise<void>): Promise<Running> {
  const { host, log, sources } = options
  const clock = systemClock
  let { settings } = options.loaded
  const collectors = createCollectors({ specs: settings.collectors, log, clock })
  const stream = openStream({
    settings,
    host,
    destination: collectors,
    clock,
    log,
    // Names are resolved, and addresses change, while nothing else happens.
    onTick: () => void publish(),
  })
  // Beside the shared file, wherever that is.
  const directories =
    options.sharedFile === undefined || options.sharedFile === SHARED_FILE_LINK
      ? agentDirectories()
      : [join(dirname(options.sharedFile), 'agents')]
  const sharedFile = await openSharedFile(options.sharedFile, directories, log)
  async function publish(): Promise<void> {
    const { revision } = sharedFile
    await sharedFile.publish(settings, stream.election, collectors.addresses())
    if (sharedFile.revision !== revision) status.changed()
  }

  const status = keepAgentStatus({
    name: 'hsflowd',
    log,
    clock,
    directories,
    report: () => ({
      version,
      settings:
        sharedFile.path === undefined ? null : { file: sharedFile.path, revision: sharedFile.revision },
      agentAddress: stream.election.address,
      subAgentId: options.loaded.settings.subAgentId,
      collectors: collectors.status(),
      counters: counters(),
      lastError:
        collectors.status().findLast(({ lastError }) => lastError !== null)?.lastError?.message ?? null,
    }),
  })

  function counters(): Record<string, number> {
    const { datagrams, samples, sampleErrors, pollers } = stream.agent.statistics()
    return { datagrams, samples, sampleErrors, pollers: pollers.length }
  }

  logStart(log, options.loaded, stream.election)
  stream.agent.start()
  void publish()

  return {
    async reload() {
      const loaded = await loadSettings(sources)
      for (const warning of loaded.warnings) log.warn(warning)
      for (const name of FIXED)
        if (loaded.settings[name] !== options.loaded.settings[name])
          log.warn(`another ${name} takes effect when hsflowd starts again`)
      settings = loaded.settings
      collectors.set(settings.collectors)
      stream.apply(settings)
      status.changed()
      await publish()
      log.info(`settings read again: ${describe(loaded)}`)
    },
    dump: () => ({
      ...counters(),
      collectors: collectors.status(),
      pollers: stream.agent.statistics().pollers.map(({ name, statistics }) => ({ name, ...statistics })),
    }),
    async stop() {
      stream.agent.stop()
      stream.close()
      await collectors.close()
      await Promise.all([status.stop(), sharedFile.close(), removePidFile()])
      host.close()
    },
  }
}

function describe({ settings, file }: LoadedSettings): string {
  const to = settings.collectors.map(formatCollector).join(', ') || 'no collector'
  const from = file === undefined ? '' : ` (${file})`
  const polling = settings.polling === 0 ? 'polling is off' : `polling every ${settings.polling} s`
  return `${polling}, sending to ${to}${from}`
}

function logStart(log: Log, loaded: LoadedSettings, election: Election): void {
  for (const warning of loaded.warnings) log.warn(warning)
  log.info(`hsflowd ${version}: ${describe(loaded)}`)
  log.info(`agent address ${describeElection(election)}`)
  if (loaded.settings.collectors.length === 0) log.warn('no collector is configured: nothing is sent')
}
