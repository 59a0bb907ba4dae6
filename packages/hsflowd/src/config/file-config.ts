import type { Application } from '@host-sflow/config-share'
import type { SflowBlocks, SflowValues } from './grammar/index.ts'
import type { Place } from './lexer.ts'

/** A collector as the file names it. */
export type CollectorConfig = NonNullable<SflowBlocks['collector']>[number] & { readonly ip: string }

/** The blocks of modules, by name; those that may be repeated as lists. */
export type ModuleBlocks = Omit<SflowBlocks, 'collector' | 'dns-sd'>

/** What a configuration file says; what it does not say is absent. */
export interface FileConfig {
  /** The plain keys. */
  readonly values: SflowValues
  /** `sampling.NAME` and `polling.NAME`, in the order of the file; link speeds in capitals. */
  readonly applications: readonly Application[]
  readonly collectors: readonly CollectorConfig[]
  /** DNS-SD is asked for by its block or by `DNSSD = on`, or given a domain where there is no collector. */
  readonly dnsSd: { readonly domain?: string } | undefined
  /** DNS-SD is forbidden by `DNSSD = off`. */
  readonly dnsSdOff: boolean
  readonly blocks: ModuleBlocks
  /** Where each setting stands, by its path: `polling`, `sampling.10G`, `collector[0].ip`, `json.udpport`. */
  readonly places: ReadonlyMap<string, Place>
}
