import { exitCodes } from '@host-sflow/agent-runtime'
import { askDns } from '../ask-dns.ts'
import { hostOf } from '../host-of.ts'
import { loadSettings } from '../load-settings.ts'
import { settingsJson, settingsTable, type PrintedRate } from '../settings/print.ts'
import { samplingOfInterface } from '../settings/sampling-rate.ts'
import { withoutEffect } from '../settings/without-effect.ts'
import type { CommandContext } from './command.ts'

const BITS_PER_MEGABIT = 1_000_000

/** `--print-config`: every setting in force, and where it comes from; DNS is asked where it is to tell. */
export async function printConfig({ values, given, log, print }: CommandContext): Promise<number> {
  const loaded = await askDns(await loadSettings({ flags: values, given, configFile: values.config }), log)
  for (const warning of loaded.file.warnings) log.warn(warning)
  const host = hostOf(values, loaded.settings.uuid, log)
  try {
    host.network.tick()
    const rates = [...host.network.links.values()].map((link): PrintedRate => {
      const megabits = host.network.drivers.settings(link)?.speedMbps ?? 0
      return { name: link.name, ...samplingOfInterface(loaded.settings, megabits * BITS_PER_MEGABIT) }
    })
    await print((values.json ? settingsJson : settingsTable)(loaded, rates, withoutEffect(loaded.layers)))
    return exitCodes.success
  } finally {
    host.close()
  }
}
