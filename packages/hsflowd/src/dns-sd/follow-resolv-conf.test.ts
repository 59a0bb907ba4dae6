import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@host-sflow/agent-runtime'
import { expect, it, onTestFinished, vi } from 'vitest'
import { followResolvConf } from './follow-resolv-conf.ts'

it('a resolv.conf that appears, changes, is replaced or goes is noticed, each once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hsflowd-resolv-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'resolv.conf')
  const onChange = vi.fn<() => void>()
  const looks = vi.fn<() => void>()
  const clock = {
    ...systemClock,
    schedule: (callback: () => void, delayMs: number) => {
      looks()
      return systemClock.schedule(callback, delayMs)
    },
  }
  const end = followResolvConf({ file, clock, periodMs: 5, onChange })
  onTestFinished(end)
  const changes = [
    () => writeFileSync(file, 'search a.test\n'),
    () => writeFileSync(file, 'search a.test b.test\n'),
    () => {
      writeFileSync(`${file}.new`, 'search c.test b.test\n')
      renameSync(`${file}.new`, file)
    },
    () => rmSync(file),
  ]
  for (const [index, change] of changes.entries()) {
    const before = looks.mock.calls.length
    await vi.waitUntil(() => looks.mock.calls.length > before + 1)
    expect(onChange).toHaveBeenCalledTimes(index)
    change()
    await vi.waitUntil(() => onChange.mock.calls.length > index)
  }
})
