import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, run } from './support/run.ts'

// Their figures are for people; that they run at all is for us.
it.concurrent.each([
  ['encode', 'encode: flow sample, 128-byte header'],
  ['decode', 'whole programs, start included'],
  ['json-input', 'JSON messages, as the daemon runs'],
  ['poll', 'a full poll, warm'],
  ['memory', 'memory in MB'],
  ['ovs', 'A minute in which nothing happens'],
])('the benchmark %s runs', async (name, title) => {
  const flags = ['--expose-gc', '--max-semi-space-size=64']
  const program = join(root, 'tools/bench', `${name}.mjs`)
  const { code, stdout, stderr } = await run(root, process.execPath, [...flags, program], {
    HOST_SFLOW_BENCH_QUICK: '1',
  })
  expect(stderr).toBe('')
  expect(stdout).toContain(title)
  expect(code).toBe(0)
})
