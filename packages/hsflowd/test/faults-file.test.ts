// A shared file that cannot be written: said once, streaming goes on, and the file is written when it can be.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hsflowd, scratch, WARN, type RunOptions } from './support/hsflowd.ts'
import { needMounts, withMounts } from './support/namespace.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

interface Trouble {
  readonly auto: string
  /** The one message. */
  readonly says: string
  readonly options?: RunOptions
  /** Mends it; gets the way to the files of the daemon. */
  readonly mend: (root: string, pid: number) => void
}

async function suffer({ auto, says, options, mend }: Trouble): Promise<void> {
  const receiver = await openReceiver()
  const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`, '-o', auto], options)
  await receiver.until('datagrams for three seconds', () => receiver.received.length >= 4)
  const troubles = daemon.log().filter(({ level, msg }) => level >= WARN && !msg.includes('status file'))
  expect(troubles.map(({ msg }) => msg)).toEqual([expect.stringContaining(says)])
  expect(daemon.said('status file').length).toBeLessThanOrEqual(1)

  // Seen from here, the mounts of its namespace are in /proc.
  const root = `/proc/${daemon.pid}/root`
  mend(root, daemon.pid)
  await daemon.logged('the shared file is written again', 5000)
  await vi.waitFor(() => expect(readFileSync(`${root}${auto}`, 'utf8')).toContain('\nrev_end=1\n'), 2000)
  expect(daemon.said('the shared file is written again')).toHaveLength(1)
  expect((await daemon.stop()).code).toBe(0)
  const numbers = receiver.received.map(({ datagram }) => datagram.sequence_number)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  await receiver.close()
}

describe.concurrent('the shared file', () => {
  it('in a directory that is not there', async () => {
    const directory = join(scratch(), 'later')
    await suffer({
      auto: join(directory, 'hsflowd.auto'),
      says: 'the directory of the shared settings file does not exist',
      mend() {
        expect(() => statSync(directory)).toThrow('ENOENT')
        mkdirSync(directory)
      },
    })
  })

  it('on a disk that is full', async (ctx) => {
    needMounts(ctx)
    const directory = scratch()
    const prefix = withMounts(`
      mount -t tmpfs -o size=16k tmpfs ${directory}
      head -c 64K /dev/zero >${directory}/filler 2>/dev/null || :`)
    await suffer({
      auto: join(directory, 'hsflowd.auto'),
      says: 'no space left for the shared settings file',
      options: { prefix },
      mend: (root) => rmSync(`${root}${directory}/filler`),
    })
  })

  it('on a file system that is read-only', async (ctx) => {
    needMounts(ctx)
    const directory = scratch()
    const prefix = withMounts(`mount -t tmpfs -o ro tmpfs ${directory}`)
    await suffer({
      auto: join(directory, 'hsflowd.auto'),
      says: 'the file system of the shared settings file is read-only',
      options: { prefix },
      mend: (_, pid) =>
        execFileSync('nsenter', ['-t', `${pid}`, '-m', 'mount', '-o', 'remount,rw', directory]),
    })
  })
})
