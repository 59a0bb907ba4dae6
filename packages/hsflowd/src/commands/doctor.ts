import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { exitCodes, statusDirectories } from '@host-sflow/agent-runtime'
import { checks } from '../doctor/checks/index.ts'
import { findingsAsJson, renderFindings, wantsColour } from '../doctor/render.ts'
import { runChecks } from '../doctor/run-checks.ts'
import { readConfiguration } from '../doctor/settings.ts'
import { createWorld } from '../doctor/world.ts'
import type { HostError } from '../host/errors.ts'
import { openHost } from '../host/host.ts'
import { hostStatus } from '../status/collect.ts'
import type { CommandContext } from './command.ts'

/** Looks at everything from the configuration to the collectors, and says what is wrong and what mends it. Exit code 1 when something fails. */
export async function run({ given, print, values }: CommandContext): Promise<number> {
  const sources = { flags: values, given, configFile: values.config }
  const configuration = await readConfiguration(sources)
  const directories = statusDirectories(values.settings, SHARED_FILE_LINK)
  const notes: HostError[] = []
  const { uuid } = configuration.effective.settings
  const host = openHost({
    roots: {
      ...(values['path.procfs'] !== undefined && { proc: values['path.procfs'] }),
      ...(values['path.sysfs'] !== undefined && { sys: values['path.sysfs'] }),
      ...(values['path.rootfs'] !== undefined && { root: values['path.rootfs'] }),
    },
    ...(uuid !== undefined && { uuid }),
    onNote: (note) => void notes.push(note),
  })
  try {
    host.network.tick()
    const status = await hostStatus({ directories, sharedFile: values.settings, nowMs: Date.now() })
    const sharedFileOption = values.settings
    const world = createWorld({ configuration, host, notes, status, directories, sharedFileOption })
    const findings = await runChecks(checks, world)
    const text = values.json
      ? `${findingsAsJson(findings)}\n`
      : renderFindings(findings, wantsColour(process.stdout, process.env))
    await print(text)
    return findings.some(({ status: verdict }) => verdict === 'fail') ? exitCodes.failure : exitCodes.success
  } finally {
    host.close()
  }
}
