import { formatEndpoint, parseCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import { pollingFor, samplingFor, type SharedContent } from '@host-sflow/config-share'
import type { SflowHttpOptions } from '../options.ts'
import { ALONE } from './alone.ts'

/** What is in force. */
export interface HttpSettings {
  readonly collectors: readonly CollectorSpec[]
  /** Requests, 1 in N; 0: none. */
  readonly sampling: number
  /** The same for requests that this process makes. */
  readonly operationSampling: number
  /** Seconds; 0: none. */
  readonly polling: number
  readonly operationPolling: number
  /** Undefined: nobody has told one. */
  readonly agentAddress: string | undefined
  readonly datagram: number
  /** Index of the physical host in class 2, where an hsflowd has told it. */
  readonly parent: number | undefined
}

/** The part of the options that is settings. */
export type SettingsOptions = Pick<SflowHttpOptions, 'sampling' | 'polling' | 'agentAddress' | 'datagram'>

/** Names of the settings of an application: `sampling.http`, and deeper `sampling.http.client`. */
const SERVER = 'http'
const CLIENT = 'http.client'

/** Nothing is sent. */
export const SILENT: HttpSettings = {
  collectors: [],
  sampling: 0,
  operationSampling: 0,
  polling: 0,
  operationPolling: 0,
  agentAddress: undefined,
  datagram: ALONE.datagram,
  parent: undefined,
}

/** Settings of the options alone; the collectors have been checked. */
export function settingsAlone(collectors: readonly string[], options: SettingsOptions): HttpSettings {
  const { sampling = ALONE.sampling, polling = ALONE.polling, datagram = ALONE.datagram } = options
  return {
    collectors: collectors.map(parseCollector),
    sampling,
    operationSampling: sampling,
    polling,
    operationPolling: polling,
    agentAddress: options.agentAddress,
    datagram,
    parent: undefined,
  }
}

/** Settings of the host, with what the options say otherwise. */
export function settingsOfHost(content: SharedContent, options: SettingsOptions): HttpSettings {
  if (content.state === 'silent') return SILENT
  const { settings } = content
  return {
    collectors: settings.collectors.map(({ address, port, device, namespace }) => ({
      host: address,
      port,
      device,
      namespace,
    })),
    sampling: options.sampling ?? samplingFor(settings, SERVER),
    operationSampling: options.sampling ?? samplingFor(settings, CLIENT),
    polling: options.polling ?? pollingFor(settings, SERVER),
    operationPolling: options.polling ?? pollingFor(settings, CLIENT),
    agentAddress: options.agentAddress ?? settings.agentIP,
    datagram: options.datagram ?? settings.datagram,
    parent: settings.dsIndex,
  }
}

/** One line for the log. */
export function describeSettings({ collectors, sampling, polling }: HttpSettings): string {
  if (collectors.length === 0) return 'nothing is sent: no collector'
  const where = collectors.map(({ host, port }) => formatEndpoint(host, port)).join(', ')
  const samples = sampling === 0 ? 'no samples' : `1 in ${sampling} requests`
  const counters = polling === 0 ? 'no counters' : `counters every ${polling} s`
  return `${samples}, ${counters}, to ${where}`
}
