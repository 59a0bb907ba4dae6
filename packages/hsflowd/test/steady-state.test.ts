// Polls of a daemon that is warm, as the kernel sees them: it starts no program, opens no file, makes no connection.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

const WATCH_MS = 4000
const NEVER = 'execve,execveat,fork,vfork,clone,clone3,open,openat,openat2,creat,socket,connect,unlink,rename'
/** What a poll cannot do without: proof that it was watched. */
const READS = 'pread64,read'

it('polls spawn nothing and open nothing', async (ctx) => {
  ctx.skip(process.platform !== 'linux', 'strace is of Linux')
  const receiver = await openReceiver()
  const directory = scratch()
  const args = ['--polling', '1', '-o', join(directory, 'auto'), '--collector', `127.0.0.1:${receiver.port}`]
  const daemon = hsflowd(args)
  await receiver.until('the daemon to be warm', () => receiver.received.length >= 3)

  const trace = join(directory, 'trace')
  const strace = spawn(
    'strace',
    ['-f', '-qq', '-e', `trace=${NEVER},${READS}`, '-o', trace, '-p', `${daemon.pid}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complaint = ''
  strace.stderr.on('data', (text: Buffer) => (complaint += text.toString()))
  const [ended] = (await Promise.race([
    once(strace, 'exit'),
    once(strace, 'error'),
    sleep(WATCH_MS, [false]),
  ])) as [number | Error | false]
  ctx.skip(ended !== false, `strace cannot watch here: ${ended instanceof Error ? ended.message : complaint}`)
  const polls = receiver.received.length
  strace.kill('SIGINT')
  await once(strace, 'exit')

  const calls = readFileSync(trace, 'utf8').split('\n')
  expect(polls).toBeGreaterThanOrEqual(5)
  expect(
    calls.filter((call) => new RegExp(`\\b(?:${READS.replace(',', '|')})\\(`).test(call)).length,
  ).toBeGreaterThan(10)
  expect(calls.filter((call) => new RegExp(`\\b(?:${NEVER.replaceAll(',', '|')})\\(`).test(call))).toEqual([])
  expect((await daemon.stop()).code).toBe(0)
  await receiver.close()
})
