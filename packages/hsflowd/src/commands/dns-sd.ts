import { exitCodes, systemClock } from '@host-sflow/agent-runtime'
import { askDnsSd, type Round } from '../dns-sd/ask.ts'
import { dnsSdExplanation, dnsSdJson, dnsSdText, type DnsSdReport } from '../dns-sd/explain.ts'
import { CEILING_MS, FLOOR_MS, waitMs } from '../dns-sd/schedule.ts'
import { loadSettings, type LoadedSettings } from '../load-settings.ts'
import { dnsLayerOf } from '../settings/dns-layer.ts'
import { mergeSettings } from '../settings/merge.ts'
import type { CommandContext } from './command.ts'

/** `hsflowd dns-sd`: what DNS says to this host. */
export async function run({ values, given, print }: CommandContext): Promise<number> {
  const loaded = await loadSettings({ flags: values, given, configFile: values.config })
  const domain = loaded.file.config?.dnsSd?.domain
  const round = await askDnsSd({ domain, clock: systemClock, random: Math.random })
  const report = reportOf(loaded, round)
  const text = values.explain ? dnsSdExplanation(report) : dnsSdText(report)
  await print(values.json ? dnsSdJson(report) : text)
  return round.result.state === 'failed' ? exitCodes.unavailable : exitCodes.success
}

function reportOf(loaded: LoadedSettings, round: Round): DnsSdReport {
  const { result } = round
  const inForce = loaded.settings.dnsSd !== undefined
  const { layer, warnings } =
    result.state === 'failed' ? { layer: undefined, warnings: [] } : dnsLayerOf(result)
  const effective = inForce ? mergeSettings({ ...loaded.layers, dns: layer }) : loaded
  const wait = { floorMs: FLOOR_MS, ceilingMs: CEILING_MS, random: () => 0 }
  return { ...round, inForce, effective, warnings, nextS: waitMs(result, 1, wait) / 1000 }
}
