import { exitCodes } from '@host-sflow/agent-runtime'
import type { CommandContext } from './command.ts'
import { checkUp } from './check-up.ts'
import { checkJson, checkText } from './check-render.ts'

/** Of several problems the first of these is the exit code: what has to be mended first. */
const ORDER = [exitCodes.configuration, exitCodes.noPermission, exitCodes.unavailable]

/** `--check`: prints what would be set, and what is in the way. The verdict is the output, so it goes to stdout. */
export async function check(context: CommandContext): Promise<number> {
  const found = await checkUp(context)
  await context.print(context.values.json ? checkJson(found) : checkText(found))
  const codes = found.problems.map(({ exitCode }) => exitCode)
  return ORDER.find((code) => codes.includes(code)) ?? codes[0] ?? exitCodes.success
}
