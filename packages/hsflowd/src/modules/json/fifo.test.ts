import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createLog, systemClock } from '@host-sflow/agent-runtime'
import { expect, it, vi } from 'vitest'
import { createFeedback } from './feedback.ts'
import { openFifoInput, type FifoInput } from './fifo.ts'

/** Paths below `directory` that this process has open. */
function opened(directory: string): string[] {
  const paths = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor))
    } catch {
      return ''
    }
  })
  return paths.filter((path) => path.startsWith(directory))
}

const LOOKS = 300
const SWAPS = `
const { linkSync, renameSync } = require('node:fs')
const { workerData: at } = require('node:worker_threads')
for (let i = 0; ; i++) {
  linkSync(at + (i % 2 ? '/pipe' : '/file'), at + '/next')
  renameSync(at + '/next', at + '/input')
}`

it('keeps nothing open that comes into the place of the FIFO between a look and the opening', async (ctx) => {
  ctx.skip(process.platform !== 'linux', 'named pipes, /proc')
  const directory = mkdtempSync(join(tmpdir(), 'fifo-'))
  execFileSync('mkfifo', [join(directory, 'pipe')])
  writeFileSync(join(directory, 'file'), '')
  const swapping = new Worker(SWAPS, { eval: true, workerData: directory })
  const log = createLog({ name: 'test', write: () => undefined })
  try {
    await once(swapping, 'online')
    let input: FifoInput | undefined
    await new Promise<void>((resolve) => {
      let looks = 0
      // No second between looks.
      const schedule = (run: () => void): (() => void) => {
        if (++looks === LOOKS) resolve()
        return systemClock.schedule(run, 0)
      }
      const clock = { ...systemClock, schedule }
      const feedback = createFeedback(log, clock)
      const path = join(directory, 'input')
      input = openFifoInput({ path, clock, log, feedback, onMessage: () => undefined })
    })
    await input!.close()
    await vi.waitFor(() => expect(opened(directory)).toEqual([]))
  } finally {
    await swapping.terminate()
    rmSync(directory, { recursive: true, force: true })
  }
})
