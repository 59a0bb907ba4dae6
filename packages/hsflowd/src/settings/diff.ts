import { entriesOf, type Entry } from './entries.ts'
import { formatOrigin } from './origin.ts'
import type { Effective } from './settings.ts'

/** What has changed from one configuration in force to the next, one line each: `polling: 30 -> 20 (hsflowd.conf:3)`. */
export function diffSettings(before: Effective, after: Effective): string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)]
  return [
    ...collectorLines(old, now),
    ...plainLines(old, now),
    ...samplingLine(before, after),
    ...silenceLine(before, after),
  ]
}

const isCollector = ({ key }: Entry): boolean => key.startsWith('collector[')

/** By what they are, not by their place in the list: the second one is not another because the first is gone. */
function collectorLines(old: readonly Entry[], now: readonly Entry[]): string[] {
  const [was, is] = [old.filter(isCollector), now.filter(isCollector)]
  const missingIn = (list: readonly Entry[]) => (entry: Entry) =>
    !list.some(({ value }) => value === entry.value)
  return [
    ...was.filter(missingIn(is)).map(({ value }) => `collector removed: ${value}`),
    ...is
      .filter(missingIn(was))
      .map(({ value, origin }) => `collector added: ${value} (${formatOrigin(origin)})`),
  ]
}

function plainLines(old: readonly Entry[], now: readonly Entry[]): string[] {
  const before = new Map(old.map((entry) => [entry.key, entry]))
  const after = new Map(now.map((entry) => [entry.key, entry]))
  const keys = [...new Set([...after.keys(), ...before.keys()])].filter(
    (key) => !key.startsWith('collector['),
  )
  return keys.flatMap((key) => {
    const [a, b] = [before.get(key), after.get(key)]
    if ((a?.value ?? null) === (b?.value ?? null)) return []
    return [
      `${key}: ${a?.value ?? 'not set'} -> ${b?.value ?? 'not set'} (${formatOrigin(b?.origin ?? { kind: 'default' })})`,
    ]
  })
}

const BY_SPEED = 'by the speed of the link'

/** The default number, set by somebody, counts for every interface (see {@link samplingOfInterface}). */
function samplingLine({ settings: a }: Effective, { settings: b, origins }: Effective): string[] {
  if (a.sampling !== b.sampling || a.samplingIsSet === b.samplingIsSet) return []
  const origin = formatOrigin(origins.get('sampling') ?? { kind: 'default' })
  const [was, is] = b.samplingIsSet ? [BY_SPEED, b.sampling] : [a.sampling, BY_SPEED]
  return [`sampling: ${was} -> ${is} (${origin})`]
}

function silenceLine(before: Effective, after: Effective): string[] {
  if (before.settings.off === after.settings.off) return []
  return [after.settings.off ? 'DNS says that this host is to fall silent' : 'DNS no longer asks for silence']
}
