import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createRunner, type Ended } from './run-program.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'run-program-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const env = { PATH: process.env['PATH'] }
let scripts = 0

async function script(body: string, mode = 0o755): Promise<string> {
  const path = join(dir, `script-${++scripts}`)
  await writeFile(path, `#!/bin/sh\n${body}\n`)
  await chmod(path, mode)
  return path
}

async function ended(command: readonly string[], limitMs = 10_000): Promise<Ended> {
  const result = await createRunner().run(command, { env, limitMs })
  if (result.kind !== 'ended') throw new Error(`did not run: ${result.code}`)
  return result
}

/** Gone, or a zombie that nobody has reaped yet. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return / Z\b/.test(stat.slice(stat.lastIndexOf(')')))
}

test('output, exit code and signal; no shell, no input, in English', async () => {
  const path = await script('printf "%s|" "$@" "$LC_ALL"; cat; echo oops >&2; exit 3')
  expect(await ended([path, '$HOME', 'a b', '*'])).toMatchObject({
    code: 3,
    signal: null,
    stdout: '$HOME|a b|*|C|',
    stderr: 'oops\n',
    truncated: false,
    timedOut: false,
  })
  expect(await ended([await script('kill -ALRM $$')])).toMatchObject({ code: null, signal: 'SIGALRM' })
})

test('a process group of its own', async () => {
  const { stdout } = await ended([await script('ps -o pgid= -p $$; echo $$')])
  const [group, pid] = stdout.trim().split(/\s+/)
  expect(group).toBe(pid)
})

test('a hanging program is killed with its children, which hold the pipes', async () => {
  const path = await script('trap "" TERM ALRM; echo begun; sleep 60 & echo $!; wait; sleep 60')
  const result = await ended([path], 300)
  expect(result).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true })
  expect(result.durationMs).toBeGreaterThan(290)
  expect(result.durationMs).toBeLessThan(10_000)
  const grandchild = Number(result.stdout.split('\n')[1])
  expect(await isGone(grandchild)).toBe(true)
})

test('a child that holds the pipes after the end is waited for shortly; what the program did counts', async () => {
  const result = await ended([await script('sleep 60 & echo $!; exit 0')])
  expect(result).toMatchObject({ code: 0, signal: null, timedOut: false })
  expect(result.durationMs).toBeLessThan(10_000)
  expect(await isGone(Number(result.stdout))).toBe(true)
})

test('a child in a session of its own cannot hold anybody up', async () => {
  const result = await ended([await script('setsid sleep 8 & exit 0')])
  expect(result).toMatchObject({ code: 0, timedOut: false })
  expect(result.durationMs).toBeLessThan(6000)
})

test('endless output ends the program', async () => {
  const result = await ended(['yes'])
  expect(result).toMatchObject({ truncated: true, timedOut: false, signal: 'SIGKILL' })
  expect(result.stdout).toHaveLength(16 * 1024 * 1024)
})

test('much on stderr is cut, and does no harm', async () => {
  const result = await ended([await script('head -c 1000000 /dev/zero >&2; echo done')])
  expect(result).toMatchObject({ code: 0, stdout: 'done\n', truncated: false })
  expect(result.stderr).toHaveLength(64 * 1024)
})

test('what cannot be started', async () => {
  const runner = createRunner()
  const start = (...command: string[]) => runner.run(command, { env, limitMs: 1000 })
  expect(await start('no-such-program-anywhere')).toEqual({ kind: 'not found', code: 'ENOENT' })
  expect(await start(join(dir, 'absent'))).toEqual({ kind: 'not found', code: 'ENOENT' })
  expect(await start(await script('exit 0', 0o644))).toEqual({ kind: 'not executable', code: 'EACCES' })
  expect(await start(dir)).toEqual({ kind: 'not executable', code: 'EACCES' })
  expect(await start('true', 'x'.repeat(200_000))).toEqual({ kind: 'failed', code: 'E2BIG' })
  expect(await start('true', 'a\0b')).toMatchObject({ kind: 'failed' })
  expect(await start('')).toMatchObject({ kind: expect.stringMatching(/not found|failed/) as string })
  expect(runner.spawned()).toBe(0)
  expect(await start('true')).toMatchObject({ kind: 'ended', code: 0 })
  expect(runner.spawned()).toBe(1)
})

test('a program in the directory in which this was started is not taken for one on PATH', async () => {
  const name = basename(await script('exit 0'))
  const before = process.cwd()
  process.chdir(dir)
  onTestFinished(() => process.chdir(before))
  for (const PATH of [`:${env.PATH}`, `.:${env.PATH}`, '.', ''])
    expect(await createRunner().run([name], { env: { PATH }, limitMs: 5000 })).toMatchObject({
      kind: 'not found',
    })
  expect(await createRunner().run([name], { env: { PATH: `.:${dir}` }, limitMs: 5000 })).toMatchObject({
    code: 0,
  })
})

test('close kills what runs', async () => {
  const runner = createRunner()
  const result = runner.run(['sleep', '60'], { env, limitMs: 60_000 })
  runner.close()
  expect(await result).toMatchObject({ signal: 'SIGKILL', timedOut: false })
})
