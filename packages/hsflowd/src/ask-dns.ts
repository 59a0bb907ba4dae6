import { systemClock, type Log } from '@host-sflow/agent-runtime'
import { askDnsSd } from './dns-sd/ask.ts'
import type { LoadedSettings } from './load-settings.ts'
import { dnsLayerOf } from './settings/dns-layer.ts'
import { mergeSettings } from './settings/merge.ts'

/** For what is to end soon (--once within 5 s, with names to resolve behind it): nobody waits for a server that is not there. */
const LIMIT_MS = 2000

/** The settings with what DNS says now, where it is to be asked. Without an answer they stay, which is logged. */
export async function askDns(loaded: LoadedSettings, log: Log): Promise<LoadedSettings> {
  const wish = loaded.settings.dnsSd
  if (wish === undefined) return loaded
  const asked = askDnsSd({ domain: wish.domain, clock: systemClock, random: Math.random })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LIMIT_MS)
  })
  const round = await Promise.race([asked, late])
  clearTimeout(timer)
  const result = round?.result ?? { state: 'failed' as const, why: `no answer within ${LIMIT_MS / 1000} s` }
  if (result.state === 'failed') {
    log.warn(`DNS-SD: ${result.why} (see: hsflowd dns-sd --explain)`)
    return loaded
  }
  const { layer, warnings } = dnsLayerOf(result)
  for (const warning of warnings) log.warn(warning)
  const layers = { ...loaded.layers, dns: layer }
  return { ...loaded, ...mergeSettings(layers), layers }
}
