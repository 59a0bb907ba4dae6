import { describe, expect, test } from 'vitest'
import { run } from './test-io.test-helper.ts'

describe('help', () => {
  test.each([
    [['--help']],
    [['-h']],
    [['help']],
    [['listen', '--help']],
    [['decode', '-h']],
    [['help', 'decode']],
  ])('%s goes to stdout, and fits a terminal', async (args) => {
    const { code, out, err } = await run(args)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Usage: sflow')
    expect(out).toContain('Examples:')
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(80)
  })

  test('without a command it goes to stderr', async () => {
    const { code, out, err } = await run([])
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain('Usage: sflow COMMAND')
  })

  test('--version', async () => {
    expect((await run(['--version'])).out).toMatch(/^sflow \d+\.\d+\.\d+ node v\d+/)
  })
})

test.each([
  [['lisen'], 'unknown command lisen (did you mean listen?)'],
  [['--hlep'], 'unknown option --hlep (did you mean --help?)'],
  [['listen', '--prot', '1'], 'unknown option --prot (did you mean --port?)'],
  [['listen', '--xyzzy'], 'unknown option --xyzzy'],
  [['listen', '--form', 'json'], 'unknown option --form (did you mean --format?)'],
  [['listen', 'x'], 'unexpected argument x'],
  [['listen', '--port', 'x'], '--port x: must be a whole number from 0 to 65535'],
  [['listen', '--port', '65536'], '--port 65536: must be a whole number from 0 to 65535'],
  [['listen', '--port'], '--port needs an argument: PORT'],
  [['listen', '--count', '0'], '--count 0: must be a whole number from 1'],
  [['decode'], 'no capture given'],
  [['decode', 'a', 'b'], 'unexpected argument b'],
  [['decode', '-', '--format', 'jsno'], '--format jsno: must be table, json, sflowtool or line'],
])('%s is wrong', async (args, message) => {
  const { code, out, err } = await run(args)
  expect([code, out]).toEqual([64, ''])
  expect(err).toContain(message)
})
