// hsflowd doctor, with a place of its own for everything that it looks for.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { hsflowd, scratch, type RunOptions } from './hsflowd.ts'

export interface Finding {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail' | 'skip'
  readonly detail: string
  readonly fix: string | null
}

export interface Verdict {
  readonly code: number | null
  readonly findings: readonly Finding[]
  readonly of: (check: string) => Finding[]
  readonly tookMs: number
}

/** Where no shared file is. */
export const nowhere = (): string => join(scratch(), 'hsflowd.auto')

/** `hsflowd doctor --json`; every finding has the shape that machines rely on. */
export async function doctor(args: readonly string[], options: RunOptions = {}): Promise<Verdict> {
  const own = args.includes('-o') ? [] : ['-o', nowhere()]
  const env = { STATE_DIRECTORY: scratch(), ...options.env }
  const run = hsflowd(['doctor', '--json', ...own, ...args], { ...options, env })
  const { code, tookMs } = await run.ended
  expect(run.stderr()).toBe('')
  const findings = JSON.parse(run.stdout()) as Finding[]
  for (const finding of findings) {
    expect(Object.keys(finding)).toEqual(['check', 'status', 'detail', 'fix'])
    expect(finding.fix === null, `a fix for what is wrong: ${finding.detail}`).toBe(
      finding.status === 'ok' || finding.status === 'skip',
    )
  }
  return { code, findings, of: (check) => findings.filter((each) => each.check === check), tookMs }
}

/** A hsflowd.conf in a directory of its own. */
export function configure(text: string): string {
  const file = join(scratch(), 'hsflowd.conf')
  writeFileSync(file, text)
  return file
}
