import type { CollectorSpec, OptionTable } from '@host-sflow/agent-runtime'
import type { FileConfig } from '../config/file-config.ts'
import type { TxtSettings } from '../config/read-txt.ts'
import type { DnsSdTarget } from '../dns-sd/look-up.ts'
import { options } from '../options.ts'
import type { Origin } from './origin.ts'

/** What the command line and the environment say. */
export interface Flags {
  readonly collector: readonly CollectorSpec[]
  readonly polling: number | undefined
  readonly sampling: number | undefined
  readonly uuid: string | undefined
  readonly 'sub-agent-id': number | undefined
}

/** What DNS-SD says: settings under a name, or that this host is to fall silent. */
export type DnsLayer =
  | {
      readonly state: 'found'
      readonly name: string
      readonly targets: readonly DnsSdTarget[]
      readonly txt: TxtSettings
    }
  | { readonly state: 'off' }

/** Every place that settings come from. */
export interface Layers {
  readonly flags: Flags
  /** Options that the command line itself gave, not the environment. */
  readonly given: ReadonlySet<string>
  readonly file: { readonly name: string; readonly config: FileConfig } | undefined
  /** Undefined before the first answer, and where DNS-SD is not used. */
  readonly dns: DnsLayer | undefined
}

/** A value, and where it comes from. */
export interface Setting<T> {
  readonly value: T
  readonly origin: Origin
}

/** An option, or the environment variable that stands for it. */
export function originOfFlag(given: ReadonlySet<string>, name: keyof Flags): Origin {
  const table: OptionTable = options
  const option = table[name]
  const environment = option?.type === 'value' ? option.environment : undefined
  return given.has(name) || environment === undefined
    ? { kind: 'flag', name }
    : { kind: 'environment', name: environment }
}

/** The line of the file that sets a path. */
export function originInFile(file: Layers['file'], path: string): Origin {
  return { kind: 'file', file: file?.name ?? '', line: file?.config.places.get(path)?.line ?? 1 }
}
