import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { followSharedFile } from '../src/index.ts'
import type { SharedFileChange } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryDirectory, until } from './helpers.ts'
import { rewriterSettings } from './rewriter-settings.ts'

const RUN_MS = 2000

test.each([
  ['renames a new file into place', 'rename'],
  ['rewrites the file in place as we do', 'in-place'],
  ['rewrites the file in place as the C hsflowd does', 'like-c'],
  ['restarts as a C hsflowd over and over, always with revision 1', 'restarting-c'],
])('while another process %s, only complete revisions are seen', async (_, how) => {
  const path = join(await temporaryDirectory(), 'hsflowd.auto')
  await writeFile(path, '')
  const changes: SharedFileChange[] = []
  const codes = new Set<string>()
  const follower = followSharedFile({
    paths: [path],
    pollIntervalMs: 5,
    onChange: (change) => changes.push(change),
    onProblem: ({ code }) => codes.add(code),
  })
  onTestFinished(() => follower.stop())
  await follower.ready

  const child = await startChild('rewriter', [path, how])
  let written = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    written = Number(/(\d+)\n$/u.exec(chunk.toString())?.[1] ?? written)
  })
  await until('the other process writes', () => written > 10)
  await sleep(RUN_MS)
  // Stopped, not killed: a process that dies in the middle of a file leaves it torn.
  child.kill('SIGSTOP')
  await sleep(100)

  expect(changes.length).toBeGreaterThan(10)
  const numbers = changes.map(({ revision, content }) => {
    const polling = content.state === 'settings' ? content.settings.polling : 0
    expect(content).toEqual({ state: 'settings', settings: rewriterSettings(polling) })
    expect(revision).toBe(how === 'restarting-c' ? 1 : polling)
    return polling
  })
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  // Empty before the first file; torn only where the writer does not rename.
  codes.delete('HSF_SHARED_EMPTY')
  if (how === 'rename') expect([...codes]).toEqual([])
  else expect([...codes].filter((code) => code !== 'HSF_SHARED_TORN')).toEqual([])
})
