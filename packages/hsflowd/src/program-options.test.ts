import { commonOptions, parseOptions } from '@host-sflow/agent-runtime'
import { expect, it } from 'vitest'
import { options } from './options.ts'
import { programOptions } from './program-options.ts'

const table = { ...commonOptions, ...options }
const parse = (args: readonly string[]) => parseOptions(table, args, {}).values

it.each([
  [[], []],
  [
    ['-d', '-d'],
    ['-d', '-d'],
  ],
  [
    ['--log-format', 'json', '-P', '--polling', '10'],
    ['--log-format', 'json', '--keep-root'],
  ],
  [
    ['--log-level', 'warn,dns=debug,ovs=trace'],
    ['--log-level', 'warn,dns=debug,ovs=trace'],
  ],
])('programs that hsflowd starts with %j get %j', (args, expected) => {
  const passed = programOptions(parse(args))
  expect(passed).toEqual(expected)
  // They mean the same once more.
  const { debug, 'log-level': levels, 'log-format': format } = parse(args)
  expect(parse(passed)).toMatchObject({ debug, 'log-level': levels, 'log-format': format })
})
