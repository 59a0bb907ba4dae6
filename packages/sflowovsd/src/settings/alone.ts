import { isIP } from 'node:net'
import { formatEndpoint, lookupAll, messageOf, type Lookup } from '@host-sflow/agent-runtime'
import { defaultSharedSettings, type SharedContent } from '@host-sflow/config-share'
import type { SettingsFlags } from './flags.ts'
import { overridden } from './flags.ts'

/** A collector whose name cannot be looked up now. */
export interface Unresolved {
  readonly collector: string
  readonly cause: string
}

/**
 * Settings of the command line alone; Open vSwitch is given addresses, not names. `known` remembers the address of each
 * name, which stays as long as the name has it: DNS servers answer in turn, and each change begins the streams anew. It
 * stays also while the name cannot be looked up. Never throws.
 */
export async function settingsAlone(
  flags: SettingsFlags,
  known = new Map<string, string>(),
  lookup: Lookup = lookupAll,
): Promise<{ readonly content: SharedContent; readonly unresolved: readonly Unresolved[] }> {
  const answers = await Promise.all(
    flags.collectors.map(async ({ host, port }) => {
      const cause = await learn(host, known, lookup)
      return cause === undefined ? [] : [{ collector: formatEndpoint(host, port), cause }]
    }),
  )
  const collectors = flags.collectors.flatMap(({ host, port }) => {
    const address = isIP(host) === 0 ? known.get(host) : host
    return address === undefined ? [] : [{ address, port }]
  })
  const settings = overridden({ ...defaultSharedSettings(), collectors }, flags)
  return { content: { state: 'settings', settings }, unresolved: answers.flat() }
}

/** Returns why a name has no address. */
async function learn(host: string, known: Map<string, string>, lookup: Lookup): Promise<string | undefined> {
  if (isIP(host) !== 0) return undefined
  try {
    const found = await lookup(host)
    const address = found.find((each) => each === known.get(host)) ?? found[0]
    if (address === undefined) return 'the name has no address'
    known.set(host, address)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
