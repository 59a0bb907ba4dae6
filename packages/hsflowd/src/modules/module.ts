import type { Agent, Clock, Log, Random, StateDirectory } from '@host-sflow/agent-runtime'
import type { Host } from '../host/host.ts'
import type { Settings } from '../settings/settings.ts'
import type { SourceNeed } from '../sources/source.ts'

/** What programs that a module starts are to know of this hsflowd. */
export interface ForPrograms {
  /** The file that tells the settings; undefined while there is none. */
  readonly sharedFile: () => string | undefined
  /** Options of its own that they have too: how they log, and whether they stay root. */
  readonly options: readonly string[]
  /** All is to be silent when hsflowd stops. */
  readonly silentOnExit: boolean
}

/** What a module works with. */
export interface ModuleContext {
  readonly agent: Agent
  readonly host: Host
  readonly state: StateDirectory
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Those in force now; {@link RunningModule.apply} tells of new ones. */
  readonly settings: () => Settings
  readonly programs: ForPrograms
  /** {@link RunningModule.status} tells something else now. */
  readonly onStatus: () => void
}

/** A module at work. */
export interface RunningModule {
  /** Takes in new settings, among them those of its own block. Never throws: trouble is said once, in the log. */
  apply(): void | Promise<void>
  /** Counters and state for `hsflowd status`, the dump and `doctor`. */
  status(): Readonly<Record<string, unknown>>
  close(): void | Promise<void>
}

/** A right that a module needs; `when`: only with some settings. */
export interface ModuleNeed extends SourceNeed {
  readonly when?: (settings: Settings) => boolean
}

/** What a block of hsflowd.conf switches on. One folder each; a module that cannot work says so once, with the fix. */
export interface Module {
  /** That of its block. */
  readonly name: string
  /** Rights that it needs, and for what; it works without, with less. */
  readonly needs: readonly ModuleNeed[]
  /** It has work to do for each packet or message: that is worth optimizing, which an idle hsflowd is not. */
  readonly busy?: true
  readonly start: (context: ModuleContext) => RunningModule | Promise<RunningModule>
}
