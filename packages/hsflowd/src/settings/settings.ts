import type { CollectorSpec } from '@host-sflow/agent-runtime'
import type { Application } from '@host-sflow/config-share'
import type { Cidr } from '../address/cidr.ts'
import type { Origin } from './origin.ts'

/** What is in force. Names are those of hsflowd.conf. */
export interface Settings {
  /** Seconds between counter samples; 0: none. */
  readonly polling: number
  /** 1 in N; 0: none. */
  readonly sampling: number
  /** Somebody set `sampling`: it then comes before what the speed of a link suggests. */
  readonly samplingIsSet: boolean
  /** `sampling.NAME` and `polling.NAME`: of applications, of link speeds (`10G`), and `bps_ratio`; in the file's order. */
  readonly applications: readonly Application[]
  /** Most bytes of a sampled packet's header. */
  readonly headerBytes: number
  /** Most bytes of a datagram. */
  readonly datagramBytes: number
  readonly subAgentId: number
  /** In order, each once. With priorities, those of the lowest usable one get the stream. */
  readonly collectors: readonly CollectorSpec[]
  readonly agentIP: string | undefined
  readonly agent: string | undefined
  /** In the order of the file. */
  readonly agentCidr: readonly Cidr[]
  /** 32 hexadecimal digits. */
  readonly uuid: string | undefined
  /** Settings are learnt by DNS-SD, below `domain` or the search list of resolv.conf. */
  readonly dnsSd: { readonly domain: string | undefined } | undefined
  /** DNS says that this host is to fall silent. */
  readonly off: boolean
  /** The block of the JSON input. */
  readonly json: { readonly udpport?: number | undefined; readonly fifo?: string | undefined } | undefined
  /** The block of Open vSwitch. */
  readonly ovs: OvsSettings | undefined
}

/** How sflowovsd is to be started. */
export interface OvsSettings {
  /** The database server; undefined: that of this host. */
  readonly db?: string | undefined
  readonly adopt?: boolean | undefined
  readonly onExit?: 'keep' | 'remove' | undefined
}

/** Settings, and where each comes from, by the key that sets it: `polling`, `sampling.10G`, `collector[0]`, `json.udpport`. */
export interface Effective {
  readonly settings: Settings
  readonly origins: ReadonlyMap<string, Origin>
}

/** The built-in settings, those of the C daemon. */
export const defaults = {
  polling: 30,
  sampling: 400,
  headerBytes: 128,
  datagramBytes: 1400,
  /** hsflowd's own stream (design §4). */
  subAgentId: 100_000,
  port: 6343,
} as const
