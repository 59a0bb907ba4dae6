import { exitCodes } from '@host-sflow/agent-runtime'
import { DaemonError } from '../errors.ts'
import { loadSettings, type SettingsSources } from '../load-settings.ts'

/** `--check`: prints what is wrong with the configuration. The verdict is the output, so it goes to stdout. */
export async function check(
  sources: SettingsSources,
  print: (text: string) => Promise<void>,
): Promise<number> {
  try {
    const { file } = await loadSettings(sources)
    const verdict = file.config === undefined ? `there is no ${file.name}: ok` : `${file.name}: ok`
    await print([...file.warnings, verdict, ''].join('\n'))
    return exitCodes.success
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    await print(`${error.message}\n`)
    return error.exitCode
  }
}
