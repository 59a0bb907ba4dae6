import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openReceiver } from './kit/receiver.ts'
import { bundleFixture, run, type Fixture } from './kit/run-fixture.ts'

let fixture: Fixture
const running: ReturnType<typeof run>[] = []

beforeAll(async () => {
  fixture = await bundleFixture(join(import.meta.dirname, 'kit/daemon-fixture.ts'))
})
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
})
afterAll(() => fixture.remove())

function start(...args: string[]) {
  const program = run(process.execPath, [fixture.script, ...args])
  running.push(program)
  return program
}

test('--help and --version go to stdout', async () => {
  const help = start('--help', '--nonsense')
  expect((await help.ended).code).toBe(0)
  expect(help.stdout()).toMatch(/^A daemon for tests\.\n\nUsage: fixture \[OPTION\]\.\.\.\n/)
  const version = start('-v')
  expect((await version.ended).code).toBe(0)
  expect(version.stdout()).toBe(`fixture 0.1.0 node ${process.version} ${process.platform}-${process.arch}\n`)
})

test('output that cannot be written is said, exit 1', async (ctx) => {
  ctx.skip(!existsSync('/dev/full'), 'needs /dev/full')
  const program = run('sh', ['-c', `"$0" "$1" --help > /dev/full`, process.execPath, fixture.script])
  running.push(program)
  expect((await program.ended).code).toBe(1)
  expect(program.stderr()).toContain('the output cannot be written: ENOSPC')
})

test.each([
  [['--collecter', 'x'], 'unknown option --collecter (did you mean --collector?)'],
  [['now'], 'unexpected argument now'],
])('%j is a mistake of usage: 64', async (args, message) => {
  const program = start(...args)
  expect((await program.ended).code).toBe(64)
  expect(program.stderr()).toContain(`${message}\nTry: fixture --help\n`)
  expect(program.stdout()).toBe('')
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s: what waits is sent, exit 0', async (signal) => {
  const receiver = await openReceiver()
  const program = start('--collector', `127.0.0.1:${receiver.port}`)
  await program.wrote('"up"')
  program.child.kill(signal)
  expect((await program.ended).code).toBe(0)
  const [datagram] = await receiver.decoded(1)
  expect(datagram).toMatchObject({ sequence_number: 1, samples: [{ fields: { sequence_number: 1 } }] })
  await receiver.close()
  // A pipe is no terminal: bunyan's JSON, and nothing on stdout.
  for (const line of program.stderr().trimEnd().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ name: 'fixture' })
  expect(program.stdout()).toBe('')
})

test('--once sends and exits', async () => {
  const receiver = await openReceiver()
  const program = start('--once', '--collector', `127.0.0.1:${receiver.port}`)
  expect((await program.ended).code).toBe(0)
  expect(await receiver.decoded(1)).toHaveLength(1)
  await receiver.close()
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a second signal ends it at once: %s %i', async (signal, code) => {
  const program = start('--trouble', 'hang')
  await program.wrote('"up"')
  program.child.kill('SIGTERM')
  await program.wrote('SIGTERM: stopping')
  program.child.kill(signal)
  expect((await program.ended).code).toBe(code)
})

test('a stop that hangs is given up within 5 s, with exit code 1', async () => {
  const program = start('--trouble', 'hang')
  await program.wrote('"up"')
  const killedAtMs = performance.now()
  program.child.kill('SIGTERM')
  expect((await program.ended).code).toBe(1)
  expect(performance.now() - killedAtMs).toBeLessThan(5000)
  expect(program.stderr()).toContain('not everything was closed')
})

test('a signal before the start is done ends it', async () => {
  const program = start('--trouble', 'slow-start', '-d')
  await program.wrote('fixture 0.1.0 node')
  program.child.kill('SIGTERM')
  expect((await program.ended).code).toBe(0)
})

test('SIGHUP reloads, a failed reload harms nothing, SIGUSR2 logs the counters', async () => {
  for (const [trouble, answer] of [
    [[], 'reloaded'],
    [['--trouble', 'reload'], 'reloading failed, the old settings stay: bad file'],
  ] as const) {
    const program = start(...trouble, '--log-format', 'text')
    await program.wrote('up')
    program.child.kill('SIGHUP')
    await program.wrote(answer)
    program.child.kill('SIGUSR2')
    await program.wrote('SIGUSR2: counters samples=0 collectors=[]')
    program.child.kill('SIGTERM')
    expect((await program.ended).code).toBe(0)
  }
})

test.each([
  ['throw', 1, 'went wrong', 'main'],
  ['config', 78, 'line 7: no', undefined],
  ['late', 1, 'uncaughtException: ', 'Timeout'],
  ['reject', 1, 'unhandledRejection: nobody listens', 'Timeout'],
  ['reject-stop', 1, 'stopping failed: cannot stop', 'stop'],
])('%s: exit code %i, and the log says why', async (trouble, code, message, frame) => {
  const program = start('--trouble', trouble, '--log-format', 'text')
  if (trouble === 'reject-stop') {
    await program.wrote('up')
    program.child.kill('SIGTERM')
  }
  expect((await program.ended).code).toBe(code)
  expect(program.stderr()).toContain(message)
  // Foreseen conditions have no stack, mistakes do.
  if (frame === undefined) expect(program.stderr()).not.toMatch(/^ +at /m)
  else expect(program.stderr()).toMatch(new RegExp(`^ +at .*${frame}`, 'm'))
})

test('stdout is whole when the process ends, and may be closed early', async () => {
  const whole = start('--dry-run')
  expect((await whole.ended).code).toBe(0)
  expect(whole.stdout().trimEnd().split('\n')).toHaveLength(20_000)
  const cut = start('--dry-run')
  cut.child.stdout.once('data', () => cut.child.stdout.destroy())
  expect((await cut.ended).code).toBe(0)
  expect(cut.stderr()).toBe('')
})
