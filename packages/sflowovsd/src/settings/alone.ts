import { isIP } from 'node:net'
import {
  formatEndpoint,
  lookupAll,
  messageOf,
  type CollectorSpec,
  type Lookup,
} from '@host-sflow/agent-runtime'
import { defaultSharedSettings, type SharedContent } from '@host-sflow/config-share'
import type { SettingsFlags } from './flags.ts'
import { overridden } from './flags.ts'

/** A collector whose name has no address now. */
export interface Unresolved {
  readonly collector: string
  readonly cause: string
}

/** Settings of the command line alone; Open vSwitch is given addresses, not names. Never throws. */
export async function settingsAlone(
  flags: SettingsFlags,
  lookup: Lookup = lookupAll,
): Promise<{ readonly content: SharedContent; readonly unresolved: readonly Unresolved[] }> {
  const results = await Promise.all(flags.collectors.map((spec) => resolve(spec, lookup)))
  const collectors = results.flatMap((result) => ('address' in result ? [result] : []))
  const unresolved = results.flatMap((result) => ('cause' in result ? [result] : []))
  const settings = overridden({ ...defaultSharedSettings(), collectors }, flags)
  return { content: { state: 'settings', settings }, unresolved }
}

async function resolve(
  { host, port }: CollectorSpec,
  lookup: Lookup,
): Promise<{ readonly address: string; readonly port: number } | Unresolved> {
  if (isIP(host) !== 0) return { address: host, port }
  try {
    const [address] = await lookup(host)
    if (address === undefined) throw new Error('the name has no address')
    return { address, port }
  } catch (error) {
    return { collector: formatEndpoint(host, port), cause: messageOf(error) }
  }
}
