import type { Log } from '@host-sflow/agent-runtime'
import type { ListFormat } from './commands.ts'
import type { Features, Strategy } from './open-vswitch.ts'
import type { Reading } from './switch-state.ts'
import { isFirstVersion, takesAddresses } from './version-line.ts'

/** A way that failed is tried again at the earliest after this time: two of them must not alternate at full speed. */
const TURN_MS = 60_000

/** The format of lists, how rows are made, their column external_ids. */
export type Refused = 'format' | 'strategy' | 'marks'

/** How this version of Open vSwitch is spoken to: as its number says, until it proves otherwise. */
export interface Way {
  format(): ListFormat
  strategy(): Strategy
  features(): Features
  /** A version was read; the same one again changes nothing. */
  onVersion(version: string | undefined): void
  onReading(reading: Reading): void
  /** The program, or the database, does not know this of the way. False: nothing else is left to be tried now. */
  refuse(what: Refused, why: string): boolean
}

export function createWay({ log, nowMs }: { log: Log; nowMs: () => number }): Way {
  let known: { readonly version: string | undefined } | undefined
  let format: ListFormat = 'json'
  let strategy: Strategy = 'id'
  let marks = true
  const refusedAtMs = new Map<Refused, number>()

  const usesMarks = (): boolean => marks && strategy === 'id'

  /** Whether the other one of two may be tried. */
  function mayTurn(what: Refused): boolean {
    const lastMs = refusedAtMs.get(what)
    if (lastMs !== undefined && nowMs() - lastMs < TURN_MS) return false
    refusedAtMs.set(what, nowMs())
    return true
  }

  const turn: Readonly<Record<Refused, () => void>> = {
    format: () => void (format = format === 'json' ? 'text' : 'json'),
    strategy: () => void (strategy = strategy === 'id' ? 'create-first' : 'id'),
    marks: () => void (marks = false),
  }
  const told: Readonly<Record<Refused, () => string>> = {
    format: () => `lists of Open vSwitch are read as ${format}`,
    strategy: () => `rows of Open vSwitch are made ${HOW[strategy]}`,
    marks: () => 'rows of Open vSwitch are not marked as ours',
  }

  return {
    format: () => format,
    strategy: () => strategy,
    features: () => ({
      marks: usesMarks(),
      collectsGarbage: strategy === 'id',
      addresses: takesAddresses(known?.version),
    }),
    onVersion(version) {
      if (known !== undefined && known.version === version) return
      known = { version }
      const isFirst = isFirstVersion(version)
      format = isFirst ? 'text' : 'json'
      strategy = isFirst ? 'create-first' : 'id'
      marks = true
      refusedAtMs.clear()
      log.debug(
        `Open vSwitch ${version ?? 'of unknown version'}: rows are made ${HOW[strategy]}, lists read as ${format}`,
      )
    },
    onReading({ hasExternalIds }) {
      // That it is there in the lists proves nothing: newer programs show columns that an older database lacks.
      marks &&= hasExternalIds
    },
    refuse(what, why) {
      if ((what === 'marks' && !usesMarks()) || !mayTurn(what)) return false
      turn[what]()
      log.info(`${told[what]()} from now on (${why})`)
      return true
    },
  }
}

const HOW: Readonly<Record<Strategy, string>> = {
  id: 'with --id in one transaction',
  'create-first': 'in a command of their own, without --id',
}
