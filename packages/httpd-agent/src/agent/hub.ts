import { isMainThread } from 'node:worker_threads'
import {
  createCollectors,
  keepAgentStatus,
  statusDirectories,
  type AgentStatusFile,
  type Clock,
  type Collectors,
  type Log,
  type Random,
} from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import type { SflowHttpOptions } from '../options.ts'
import { followSettings, type SettingsFollower } from '../settings/follow-settings.ts'
import { isElsewhere } from '../settings/elsewhere.ts'
import { describeSettings, SILENT, type HttpSettings } from '../settings/http-settings.ts'
import { ownAddress } from '../settings/own-address.ts'
import type { OpenStreamOptions } from '../share/share.ts'
import { indexElsewhere } from '../stream/data-source.ts'
import { openStream, type LiveStream, type StreamOptions } from '../stream/open-stream.ts'
import { report } from './report.ts'

export interface HubOptions {
  readonly options: SflowHttpOptions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Other settings are in force. */
  readonly onChange: () => void
}

/** Settings in force, and the address that stands for the host. */
export interface InForce {
  readonly settings: HttpSettings
  readonly agentAddress: string
}

/** What all services of this thread have in common: settings, collectors, status file. */
export interface Hub {
  /** Undefined until the settings have been looked at. */
  current(): InForce | undefined
  /** Begins to follow the settings; before, nothing is opened. Resolves once they have been looked at. */
  start(): Promise<void>
  /** Index of the data source of a port, or of the path of a socket; to be asked once there are settings. */
  indexOf(address: number | string): number
  /** Opens a stream of a service that this process leads. */
  open(options: OpenStreamOptions & Pick<StreamOptions, 'index' | 'answers'>): LiveStream
  /** Resolves once the collectors' sockets are open, or have failed. */
  collectorsReady(limitMs: number): Promise<void>
  stop(): Promise<void>
}

/** Nothing happens before {@link Hub.start}: a program that never serves anything costs nothing. */
export function createHub({ options, clock, random, log, onChange }: HubOptions): Hub {
  const streams = new Map<LiveStream, number>()
  let current: InForce | undefined
  let follower: SettingsFollower | undefined
  let applied: Promise<void> = Promise.resolve()
  let started: Promise<void> | undefined
  let collectors: Collectors | undefined
  let status: AgentStatusFile | undefined
  let stopped = false
  let givenTo: number | string | undefined

  async function apply(settings: HttpSettings): Promise<void> {
    const known =
      settings.agentAddress ?? (settings.collectors.length === 0 ? current?.agentAddress : undefined)
    const agentAddress = known ?? (await ownAddress(settings.collectors))
    if (stopped) return
    current = { settings, agentAddress }
    log.info(describeSettings(settings))
    collectors?.set(settings.collectors)
    for (const stream of streams.keys()) stream.apply(settings, agentAddress)
    status?.changed()
    onChange()
  }

  async function start(): Promise<void> {
    follower = followSettings({
      collectors: options.collectors ?? [],
      file: options.settings,
      options,
      log,
      // One after the other, whatever each has to wait for.
      onChange: (settings) => {
        applied = applied
          .then(() => apply(settings))
          .catch((error: unknown) => log.problem('HSF_SETTINGS', String(error)))
      },
    })
    await follower.ready
    await applied
  }

  /** Only who sends tells of itself; threads have the pid of their process. */
  function tell(): void {
    if (status !== undefined || !isMainThread) return
    status = keepAgentStatus({
      name: 'httpd-agent',
      log,
      clock,
      directories: statusDirectories(options.settings ?? process.env['HSFLOWD_AUTO'], SHARED_FILE_LINK),
      report: () =>
        report({
          origin: follower?.origin() ?? null,
          problem: follower?.problem(),
          agentAddress: current?.agentAddress ?? null,
          collectors: collectors?.status() ?? [],
          streams,
        }),
    })
  }

  function indexOf(address: number | string): number {
    // One index can be given: the first service has it.
    const given = options.dataSource
    if (given !== undefined && (givenTo === undefined || givenTo === address)) {
      givenTo = address
      return given
    }
    if (typeof address === 'string') return indexElsewhere(address)
    const host = current?.agentAddress
    return host !== undefined && isElsewhere(host) ? indexElsewhere(address) : address
  }

  return {
    current: () => current,
    indexOf,
    start: () => (started ??= start()),
    open(streamOptions) {
      const { settings, agentAddress } = current ?? { settings: SILENT, agentAddress: '0.0.0.0' }
      collectors ??= createCollectors({ specs: settings.collectors, log, clock, random, ref: false })
      const stream = openStream({
        ...streamOptions,
        agentAddress,
        settings,
        destination: collectors,
        clock,
        random,
        log,
        onClose: () => {
          streams.delete(stream)
          status?.changed()
        },
      })
      streams.set(stream, streamOptions.index)
      tell()
      status?.changed()
      return stream
    },
    async collectorsReady(limitMs) {
      await collectors?.ready(limitMs)
    },
    async stop() {
      stopped = true
      await follower?.stop()
      await status?.stop()
      await collectors?.close()
    },
  }
}
