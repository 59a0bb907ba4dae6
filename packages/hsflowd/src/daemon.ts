import { stat } from 'node:fs/promises'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import {
  createCollectors,
  createLoopMeter,
  formatCollector,
  giveDirectories,
  keepAgentStatus,
  type Log,
  openPidFile,
  openStateDirectory,
  type Running,
  type ServiceUser,
  statusDirectories,
  systemClock,
  TICK_MS,
  userToBecome,
} from '@host-sflow/agent-runtime'
import { describeElection } from './address/elect.ts'
import { loadPrevious } from './address/kept.ts'
import { DaemonError } from './errors.ts'
import type { Host } from './host/host.ts'
import type { LoadedSettings, SettingsSources } from './load-settings.ts'
import { createModules } from './modules/index.ts'
import { createPublisher } from './publisher.ts'
import { giveUpRights, stateDirectoryOf } from './rights.ts'
import { openLiveSettings, type LiveSettingsOptions } from './settings/live-settings.ts'
import type { Effective, Settings } from './settings/settings.ts'
import { rememberNames } from './remembered-names.ts'
import { openSharedFile } from './shared-file.ts'
import { openStream } from './stream.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { version } from './version.ts'

export interface DaemonOptions {
  readonly loaded: LoadedSettings
  readonly sources: SettingsSources
  readonly host: Host
  /** Where the shared file is written, if not at its usual place. */
  readonly sharedFile: string | undefined
  readonly pidFile: string | undefined
  readonly log: Log
  /** Whether the configuration file is watched. */
  readonly watch: boolean
  /** Whether the sub-agents are told to fall silent when this daemon stops. */
  readonly withdrawOnExit: boolean
  /** The user to become when started as root. */
  readonly user: string | undefined
  readonly keepRoot: boolean
  /** Options for the programs that it starts. */
  readonly programOptions?: readonly string[]
  /** How DNS is asked, for tests. */
  readonly dns?: LiveSettingsOptions['dns']
}

/** They name the stream and its host: to collectors, others are another stream of another host. */
const FIXED = ['uuid', 'subAgentId'] as const satisfies readonly (keyof Settings)[]

/**
 * Starts streaming until it is told to stop.
 * @throws DaemonError HSF_SHARED_PLACE, HSF_USER, HSF_PRIVILEGES; PidFileError
 */
export async function startDaemon(options: DaemonOptions): Promise<Running> {
  await refuseDirectory(options.sharedFile)
  const user = await userToBecome({ program: 'hsflowd', ...options })
  const removePidFile = await openPidFile(options.pidFile, 'hsflowd')
  try {
    return await start(options, user, removePidFile)
  } catch (error) {
    await removePidFile()
    throw error
  }
}

async function refuseDirectory(file: string | undefined): Promise<void> {
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new DaemonError('HSF_SHARED_PLACE', file)
}

async function start(
  options: DaemonOptions,
  user: ServiceUser | undefined,
  removePidFile: () => Promise<void>,
): Promise<Running> {
  const { host, log, sources, loaded } = options
  const clock = systemClock
  const random = Math.random
  const directories = statusDirectories(options.sharedFile, SHARED_FILE_LINK)
  const statePath = await stateDirectoryOf(user)
  const state = openStateDirectory(statePath, log)
  const sharedFile = await openSharedFile(options.sharedFile, directories, log)
  await sharedFile.prepare(user)
  if (user !== undefined) await giveDirectories([statePath, ...directories.slice(0, 1)], user)

  const collectors = createCollectors({
    specs: collectorsOf(loaded),
    log,
    clock,
    lookup: await rememberNames(state, log),
  })
  const loop = createLoopMeter(TICK_MS)
  const stream = openStream({
    settings: loaded.settings,
    host,
    destination: collectors,
    clock,
    log,
    state,
    previous: await loadPrevious(state),
    // Names are resolved, and addresses change, while nothing else happens.
    onTick() {
      loop.tick(clock.nowMs())
      checkSources()
      void publisher.publish()
    },
  })
  const context = { agent: stream.agent, host, state, clock, random, log }
  const programs = {
    sharedFile: () => sharedFile.path,
    options: options.programOptions ?? [],
    silentOnExit: options.withdrawOnExit,
  }
  const modules = createModules({
    ...context,
    programs,
    settings: () => live.effective.settings,
    onStatus: () => status.changed(),
  })
  const files = loaded.file.config === undefined ? [] : [loaded.file.name]
  const rights = await giveUpRights(user, loaded.settings, host, files, log)

  let checkedRevision = 0
  const status = keepAgentStatus({ name: 'hsflowd', log, clock, directories, report })
  const live = openLiveSettings({
    sources,
    loaded,
    log,
    clock,
    random,
    state,
    watch: options.watch,
    dns: options.dns,
    onStatus: () => status.changed(),
    onChange: apply,
  })
  const publisher = createPublisher({
    sharedFile,
    live,
    stream,
    collectors,
    onRevision: () => status.changed(),
  })

  /** Sockets that are to send from an own address are told when those change. */
  function checkSources(): void {
    const { addresses, revision } = host.network
    if (revision === checkedRevision || addresses === undefined) return
    checkedRevision = revision
    collectors.checkSources(new Set([...addresses].map(({ local }) => local)))
  }

  function apply(): void {
    const { settings } = live.effective
    for (const name of FIXED)
      if (settings[name] === loaded.settings[name]) log.forget(`HSF_RESTART ${name}`)
      else log.problem(`HSF_RESTART ${name}`, `another ${name} takes effect when hsflowd starts again`)
    rights.check(settings)
    collectors.set(collectorsOf(live.effective))
    stream.apply(settings)
    void modules.apply()
    void publisher.settleAndPublish()
    status.changed()
  }

  function report() {
    const { reload, dnsSd } = live.status()
    return telemetry({
      sharedFile,
      election: stream.election,
      subAgentId: loaded.settings.subAgentId,
      collectors: collectors.status(),
      statistics: stream.agent.statistics(),
      sources: stream.sources(),
      configFiles: live.files,
      reload,
      dnsSd,
      modules: modules.status(),
      loop: loop.report(),
    })
  }

  for (const warning of loaded.file.warnings) log.warn(warning)
  log.info(`hsflowd ${version}: ${describe(loaded)}`)
  log.info(`agent address ${describeElection(stream.election)}`)
  if (loaded.settings.dnsSd === undefined && loaded.settings.collectors.length === 0)
    log.warn('no collector is configured: nothing is sent')
  await modules.apply()
  stream.agent.start()
  void publisher.settleAndPublish()

  return {
    reload: () => live.reload(),
    dump: report,
    async stop() {
      live.close()
      // Before the collectors go: their absence is not for the other agents to follow.
      await publisher.stop(options.withdrawOnExit)
      await modules.close()
      stream.agent.stop()
      stream.close()
      await collectors.close()
      await Promise.all([status.stop(), sharedFile.close(), removePidFile(), state.flush()])
      host.close()
    },
  }
}

/** Where the stream goes; nowhere while DNS asks for silence. */
const collectorsOf = ({ settings }: Effective) => (settings.off ? [] : settings.collectors)

function describe({ settings, file }: LoadedSettings): string {
  const to = settings.collectors.map(formatCollector).join(', ')
  const where =
    settings.dnsSd === undefined ? `sending to ${to || 'no collector'}` : 'asking DNS-SD where to send'
  const from = file.config === undefined ? '' : ` (${file.name})`
  const polling = settings.polling === 0 ? 'polling is off' : `polling every ${settings.polling} s`
  return `${polling}, ${where}${from}`
}
