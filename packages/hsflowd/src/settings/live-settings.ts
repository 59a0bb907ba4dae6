import { messageOf, type Clock, type Log, type Random, type StateDirectory } from '@host-sflow/agent-runtime'
import type { DnsSdOutcome, DnsSdStatus, DnsSdWatch, DnsSdWatchOptions } from '../dns-sd/watch.ts'
import {
  layersOf,
  loadFile,
  type LoadedFile,
  type LoadedSettings,
  type SettingsSources,
} from '../load-settings.ts'
import type { ReloadReport } from '../telemetry/telemetry.ts'
import { diffSettings } from './diff.ts'
import { dnsLayerOf } from './dns-layer.ts'
import type { DnsLayer } from './layers.ts'
import { mergeSettings } from './merge.ts'
import type { Effective } from './settings.ts'
import { watchFile, type FileWatch } from './watch-file.ts'

/** The settings in force, following the file and DNS. */
export interface LiveSettings {
  readonly effective: Effective
  /** Those that were read. */
  readonly files: readonly string[]
  /** DNS-SD alone is to tell where to send, and has not told yet. */
  readonly waiting: boolean
  /** Reads the file again, and asks DNS. An invalid file is reported, and the settings stay. */
  reload(): Promise<void>
  status(): { readonly reload: ReloadReport; readonly dnsSd: DnsSdStatus | null }
  close(): void
}

export interface LiveSettingsOptions {
  readonly sources: SettingsSources
  readonly loaded: LoadedSettings
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly state: StateDirectory
  /** Whether the file is watched. */
  readonly watch: boolean
  /** Least time between two questions to DNS, ms, and more of that kind for tests. */
  readonly dns?: Pick<DnsSdWatchOptions, 'floorMs' | 'resolvConf' | 'resolver'> | undefined
  /** The settings in force have changed. */
  readonly onChange: () => void
  /** Something that `status` tells has changed. */
  readonly onStatus: () => void
}

/** Starts watching the file, and asking DNS where the settings say so. */
export function openLiveSettings(options: LiveSettingsOptions): LiveSettings {
  const { sources, loaded, log, clock, onChange, onStatus } = options
  let file: LoadedFile = loaded.file
  let dns: DnsLayer | undefined
  let effective: Effective = loaded
  let following: { readonly domain: string | undefined; watch?: DnsSdWatch } | undefined
  let reading = Promise.resolve()
  let closed = false
  let reload: ReloadReport = {
    reloads: 0,
    failures: 0,
    successful: true,
    at: now(),
    error: null,
  }

  function now(): string {
    return new Date(clock.dateMs()).toISOString()
  }

  /** Whether anything has changed. */
  function merge(isFirst = false): boolean {
    const before = effective
    effective = mergeSettings({ ...layersOf(sources, file), dns })
    followDns()
    const changes = diffSettings(before, effective)
    for (const line of changes) log.info(`settings: ${line}`)
    if (changes.length > 0 || isFirst) onChange()
    return changes.length > 0
  }

  function followDns(): void {
    const wish = effective.settings.dnsSd
    if (following !== undefined && (wish === undefined || wish.domain !== following.domain)) {
      following.watch?.close()
      following = undefined
      if (dns !== undefined) {
        dns = undefined
        effective = mergeSettings(layersOf(sources, file))
      }
    }
    if (wish !== undefined && following === undefined) void startDns(wish.domain)
  }

  /** Who has no use for DNS-SD does not hold its code in memory. */
  async function startDns(domain: string | undefined): Promise<void> {
    const own: typeof following = { domain }
    following = own
    try {
      const { watchDnsSd } = await import('../dns-sd/watch.ts')
      if (following !== own) return
      const { random, state } = options
      own.watch = watchDnsSd({ domain, clock, random, log, state, ...options.dns, onOutcome })
    } catch (error) {
      // The files of the program may have been replaced, by an upgrade, since it was started.
      if (following === own) following = undefined
      const remedy = 'start hsflowd again; if that does not help, install it again'
      log.problem('HSF_DNS_SD_LOAD', `DNS-SD cannot be used: ${messageOf(error)} (${remedy})`)
    }
  }

  function onOutcome(outcome: DnsSdOutcome): void {
    const first = dns === undefined && outcome.state !== 'failed'
    if (outcome.state !== 'failed') {
      const { layer, warnings } = dnsLayerOf(outcome)
      if (outcome.changed) for (const warning of warnings) log.warn(warning)
      dns = layer
    }
    // A failure keeps the last good settings.
    merge(first)
    onStatus()
  }

  /** One after the other, so that what was read last is in force. */
  const readAgain = (): Promise<void> => (reading = reading.then(readNow))

  async function readNow(): Promise<void> {
    try {
      const read = await loadFile(sources)
      if (closed) return
      const said = new Set(file.warnings)
      file = read
      reload = { ...reload, reloads: reload.reloads + 1, successful: true, at: now(), error: null }
      for (const warning of file.warnings) if (!said.has(warning)) log.warn(warning)
      const what =
        file.config === undefined ? `there is no ${file.name}` : `settings read again: ${file.name}`
      log.info(merge() ? what : `${what}: nothing has changed`)
    } catch (error) {
      if (closed) return
      const { failures, reloads } = reload
      reload = {
        ...reload,
        reloads: reloads + 1,
        failures: failures + 1,
        successful: false,
        at: now(),
        error: messageOf(error),
      }
      log.error(`the settings stay as they are: ${messageOf(error)}`)
    }
    onStatus()
  }

  followDns()
  const watch: FileWatch | undefined = options.watch
    ? watchFile({ file: file.name, known: file.identity, clock, log, isValid, onChange: readAgain })
    : undefined

  /** Whether what is there now can be read: a file that is being written may not yet be complete. */
  async function isValid(): Promise<boolean> {
    try {
      await loadFile({ configFile: file.name })
      return true
    } catch {
      return false
    }
  }

  return {
    get effective() {
      return effective
    },
    get files() {
      return file.config === undefined ? [] : [file.name]
    },
    get waiting() {
      const { dnsSd, collectors } = effective.settings
      return dnsSd !== undefined && dns === undefined && collectors.length === 0
    },
    async reload() {
      await watch?.know()
      await readAgain()
      // Not waited for: a server that does not answer must not hold up the next reload.
      void following?.watch?.refresh()
    },
    status: () => ({ reload, dnsSd: following?.watch?.status() ?? null }),
    close() {
      closed = true
      watch?.close()
      following?.watch?.close()
      following = undefined
    },
  }
}
