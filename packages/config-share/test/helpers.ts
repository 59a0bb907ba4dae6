import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** A directory of this test only; goes away with it, also when it fails. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hsf-shared-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** Waits until something is so; fails after the time with what it is about. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 4000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await sleep(5)
  }
}
