import { counted, exitCodes } from '@host-sflow/agent-runtime'
import { DaemonError } from '../errors.ts'
import { loadSettings, type SettingsSources } from '../load-settings.ts'

/** `--check`: prints what is wrong with the configuration. The verdict is the output, so it goes to stdout. */
export async function check(
  sources: SettingsSources,
  print: (text: string) => Promise<void>,
): Promise<number> {
  try {
    const { file, settings } = await loadSettings(sources)
    const there = file.config === undefined ? `there is no ${file.name}` : file.name
    const byDns = settings.dnsSd === undefined ? '' : '; DNS-SD is asked where to send'
    const warnings = file.warnings.length === 0 ? '' : `, ${counted(file.warnings.length, 'warning')}`
    await print([...file.warnings, `${there}: ok${warnings}${byDns}`, ''].join('\n'))
    return exitCodes.success
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    await print(error.code === 'HSF_CONFIG_INVALID' ? verdict(error.detail ?? '') : `${error.message}\n`)
    return error.exitCode
  }
}

/** What is wrong, and how much that is. */
function verdict(detail: string): string {
  const problems = detail.trimStart()
  const count = (severity: string): number => {
    const shown = problems.match(new RegExp(`^\\S.*:\\d+:\\d+: ${severity}: `, 'gmu'))?.length ?? 0
    const more = new RegExp(`: and (\\d+) more ${severity}s?$`, 'mu').exec(problems)?.[1]
    return shown + Number(more ?? 0)
  }
  const and = count('warning') === 0 ? '' : `, ${counted(count('warning'), 'warning')}`
  return `${problems}\n${counted(count('error'), 'error')}${and}\n`
}
