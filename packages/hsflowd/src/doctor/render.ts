import { counted, plain } from '@host-sflow/agent-runtime'
import type { NamedFinding, Verdict } from './check.ts'

const NAME_COLUMNS = 15
const FIX_COLUMN = 7 + NAME_COLUMNS
const words = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: '-' } as const satisfies Record<Verdict, string>
/** ECMA-48: green, yellow, bold red, dim. */
const colours = { ok: '32', warn: '33', fail: '1;31', skip: '2' } as const satisfies Record<Verdict, string>

/** The findings for people, one line each, with the fix below it. */
export function renderFindings(findings: readonly NamedFinding[], colour: boolean): string {
  const lines = findings.flatMap(({ check, detail, fix, status }) => {
    const word = words[status].padEnd(4)
    const shown = colour ? `\u001B[${colours[status]}m${word}\u001B[0m` : word
    const line = ` ${shown}  ${check.padEnd(NAME_COLUMNS)}${plain(detail, 500)}`
    return fix === undefined ? [line] : [line, `${' '.repeat(FIX_COLUMN)}fix: ${plain(fix, 500)}`]
  })
  return `${[...lines, verdict(findings)].join('\n')}\n`
}

function verdict(findings: readonly NamedFinding[]): string {
  const count = (status: Verdict): number => findings.filter((each) => each.status === status).length
  const [failures, warnings] = [count('fail'), count('warn')]
  if (failures + warnings === 0) return 'all is well'
  return `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}    (--json for machines)`
}

/** Every element has every member. */
export const findingsAsJson = (findings: readonly NamedFinding[]): string =>
  JSON.stringify(
    findings.map(({ check, status, detail, fix }) => ({ check, status, detail, fix: fix ?? null })),
  )

/** https://no-color.org; FORCE_COLOR as Node itself takes it. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && environment['TERM'] !== 'dumb'
}
