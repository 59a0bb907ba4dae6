import cluster from 'node:cluster'
import { isMainThread } from 'node:worker_threads'
import {
  createCollectors,
  keepAgentStatus,
  statusDirectories,
  type AgentStatusFile,
  type Clock,
  type Collectors,
  type Random,
} from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { sayFailure } from '../errors.ts'
import type { HttpLog } from '../log.ts'
import type { SflowHttpOptions } from '../options.ts'
import { followSettings, type SettingsFollower } from '../settings/follow-settings.ts'
import { isElsewhere } from '../settings/elsewhere.ts'
import { followHostAddress } from '../settings/host-address.ts'
import { describeSettings, SILENT, type HttpSettings } from '../settings/http-settings.ts'
import { createShare } from '../share/create-share.ts'
import type { OpenStreamOptions, Share, ShareOptions } from '../share/share.ts'
import { labelOf } from '../service/label.ts'
import { indexElsewhere } from '../stream/data-source.ts'
import { openStream, type LiveStream, type StreamOptions } from '../stream/open-stream.ts'
import { groupKey } from './group-key.ts'
import type { Part } from './group.ts'
import { report } from './report.ts'

/** Workers let their primary lead, which does not die with them, if it has an agent too. */
const WORKER_PATIENCE_MS = 250

export interface HubOptions {
  readonly options: SflowHttpOptions
  readonly clock: Clock
  readonly random: Random
  readonly log: HttpLog
  /** Other settings are in force. */
  readonly onChange: () => void
}

/** Settings in force, and the address that stands for the host. */
export interface InForce {
  readonly settings: HttpSettings
  readonly agentAddress: string
}

export interface JoinOptions {
  /** Port, path of a socket, or name of a program. */
  readonly address: number | string
  readonly part: Part
  readonly collect: ShareOptions['collect']
}

/** The part of this process in the stream of a service. */
export interface Membership extends Pick<Share, 'flow' | 'close' | 'settled'> {
  /** Hands over or sends all that is known; synchronous. */
  finish(): void
}

/** What all services of this thread have in common: settings, collectors, status file. */
export interface Hub {
  /** Undefined until the settings have been looked at. */
  current(): InForce | undefined
  /** Resolves once the settings have been looked at. */
  readonly started: Promise<void>
  /** Joins those who serve the same, or begins the stream of a service; to be called once there are settings. */
  join(options: JoinOptions): Membership
  /** Resolves once the collectors' sockets are open, or have failed. */
  collectorsReady(limitMs: number): Promise<void>
  stop(): Promise<void>
}

/** Begins to follow the settings; sockets are opened when something is to be sent. */
export function createHub({ options, clock, random, log, onChange }: HubOptions): Hub {
  const streams = new Map<LiveStream, number>()
  let current: InForce | undefined
  let follower: SettingsFollower | undefined
  let applied: Promise<void> = Promise.resolve()
  let collectors: Collectors | undefined
  let status: AgentStatusFile | undefined
  let stopped = false
  let givenTo: number | string | undefined
  const hostAddress = followHostAddress({
    clock,
    onFound(agentAddress) {
      if (current === undefined) return
      log.info(`the address of this host is ${agentAddress} now, it was ${current.agentAddress}`)
      use({ ...current, agentAddress })
    },
  })

  async function apply(settings: HttpSettings): Promise<void> {
    const agentAddress = await hostAddress.of(settings)
    if (stopped) return
    log.info(describeSettings(settings))
    collectors?.set(settings.collectors)
    use({ settings, agentAddress })
    onChange()
  }

  function use(next: InForce): void {
    current = next
    for (const stream of streams.keys()) stream.apply(next.settings, next.agentAddress)
    status?.changed()
  }

  async function start(): Promise<void> {
    follower = followSettings({
      collectors: options.collectors ?? [],
      file: options.settings,
      options,
      log,
      // One after the other, whatever each has to wait for.
      onChange: (settings) => {
        applied = applied.then(() => apply(settings)).catch((error: unknown) => sayFailure(log, error))
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
          trouble: log.trouble(),
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

  function open(
    streamOptions: OpenStreamOptions & Pick<StreamOptions, 'index' | 'name' | 'answers'>,
  ): LiveStream {
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
  }

  const started = start()
  return {
    current: () => current,
    started,
    join({ address, part, collect }) {
      const index = indexOf(address)
      log.info(`${typeof address === 'number' ? `port ${address}` : address} is data source 3:${index}`)
      let stream: LiveStream | undefined
      const share = createShare({
        key: groupKey(index),
        patienceMs: cluster.isWorker ? WORKER_PATIENCE_MS : 0,
        shared: options.share !== false,
        collect,
        open(streamOptions) {
          stream = open({ ...streamOptions, index, name: labelOf(address), answers: part !== 'client' })
          return stream
        },
        log,
        clock,
        random,
      })
      return {
        flow: (flow) => share.flow(flow),
        close: () => share.close(),
        settled: share.settled,
        finish() {
          share.flush()
          // Who has resigned has handed it over.
          if (share.role === 'leader' || share.role === 'alone') stream?.finish()
        },
      }
    },
    async collectorsReady(limitMs) {
      await collectors?.ready(limitMs)
    },
    async stop() {
      stopped = true
      hostAddress.stop()
      await follower?.stop()
      await status?.stop()
      await collectors?.close()
    },
  }
}
