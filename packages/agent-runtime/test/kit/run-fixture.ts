import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { bundleProgram } from '../../../../tools/rigs/bundle.ts'

/** A TypeScript program of the tests, bundled as the daemons are published. */
export interface Fixture {
  readonly script: string
  remove(): Promise<void>
}

export async function bundleFixture(source: string): Promise<Fixture> {
  const directory = await mkdtemp(join(tmpdir(), 'fixture-'))
  const script = join(directory, 'fixture.mjs')
  await bundleProgram(source, script)
  return { script, remove: () => rm(directory, { recursive: true, force: true }) }
}

/** A process, and what it has written so far. */
export function run(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const startedAtMs = performance.now()
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; tookMs: number }>((resolve) => {
    child.on('close', (code) => resolve({ code, tookMs: performance.now() - startedAtMs }))
  })
  return {
    child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    wrote: (part: string) => vi.waitUntil(() => stderr.includes(part), { timeout: 10_000, interval: 10 }),
  }
}
