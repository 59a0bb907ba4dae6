import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'
import type { Ended } from './run-program.ts'

const ended = (more: Partial<Ended>): Ended => ({
  kind: 'ended',
  code: 1,
  signal: null,
  stdout: '',
  stderr: '',
  truncated: false,
  timedOut: false,
  durationMs: 1,
  ...more,
})
const failure = (more: Partial<Ended>): string => {
  const error = failureOf(ended(more), 'ovs-vsctl', 6)
  return error === undefined ? 'none' : `${error.code.replace('HSF_OVS_', '')} ${error.detail}`
}

// As ovs-vsctl 3.1 prints them, and 1.0.
test.each([
  ['ovs-vsctl: unix:/x: database connection failed (No such file or directory)', 'UNREACHABLE'],
  ['ovs-vsctl: tcp:127.0.0.1:1: database connection failed (Connection refused)', 'UNREACHABLE'],
  ['ovs-vsctl: foo: database connection failed (Address family not supported by protocol)', 'UNREACHABLE'],
  ['ovs-vsctl: unix:/x: database connection failed (Permission denied)', 'PERMISSION'],
  ['ovs-vsctl: transaction error: {"details":"RBAC","error":"permission error"}', 'PERMISSION'],
  ['ovs-vsctl: no row "00000000-0000-0000-0000-000000000000" in table Bridge', 'STALE'],
  [
    'ovs-vsctl: transaction error: {"details":"Table Bridge column sflow row e references nonexistent row 0 in table sFlow.","error":"referential integrity violation"}',
    'STALE',
  ],
  ["ovs-vsctl: unrecognized option '--format=json'", 'UNSUPPORTED'],
  ["ovs-vsctl: 'create' command has no '--id' option", 'UNSUPPORTED'],
  ['ovs-vsctl: sFlow does not contain a column whose name matches "external_ids"', 'UNSUPPORTED'],
  [
    'ovs-vsctl: transaction error: {"details":"No column external_ids in table sFlow.","error":"unknown column"}',
    'UNSUPPORTED',
  ],
  ['ovs-vsctl: "abc" is not a valid integer or range', 'FAILED'],
])('%s', (stderr, code) => {
  expect(failure({ stderr: `${stderr}\n` })).toBe(`${code} ${stderr.replace('ovs-vsctl: ', '')}`)
})

test('its message, not its log', () => {
  const log = '2026-11-20T18:27:55Z|00002|ovsdb_idl|WARN|transaction error: {}\n'
  expect(failure({ stderr: `${log}ovs-vsctl: the reason\n${log}` })).toBe('FAILED the reason')
  expect(failure({ stderr: log })).toBe('FAILED transaction error: {}')
  expect(failure({ stderr: '' })).toBe('FAILED exit code 1')
  expect(failure({ code: null, signal: 'SIGSEGV' })).toBe('FAILED ended by SIGSEGV')
  expect(failure({ code: 0, stderr: log })).toBe('none')
})

test('a message from outside: no control characters, and an end', () => {
  const text = failure({ stderr: `ovs-vsctl: \u001B[2Jx\u0007\u202Ey ${'é'.repeat(1000)}\n` })
  expect(text).toMatch(/^FAILED \[2Jxy é+\.\.\.$/)
  expect(text).toHaveLength('FAILED '.length + 300)
})

test('time ran out', () => {
  const timedOut = 'TIMEOUT ovs-vsctl had not ended after 6 s'
  expect(failure({ code: null, signal: 'SIGALRM' })).toBe(timedOut)
  expect(failure({ code: 142 })).toBe(timedOut)
  expect(failure({ code: null, signal: 'SIGKILL', timedOut: true })).toBe(timedOut)
  // It could not even be killed.
  expect(failure({ code: null, timedOut: true })).toBe(timedOut)
  // It had ended, only a child of its own had not.
  expect(failure({ code: 0, timedOut: true })).toBe('none')
  const stderr = (why: string): string =>
    `Nov 20 18:23:50|00001|reconnect|WARN|unix:/x: connection attempt failed (${why})\nNov 20 18:23:55|00002|fatal_signal|WARN|terminating with signal 14 (Alarm clock)\n`
  const alarm = { code: null, signal: 'SIGALRM' } as const
  expect(failure({ ...alarm, stderr: stderr('No such file or directory') })).toMatch(/^UNREACHABLE /)
  expect(failure({ ...alarm, stderr: stderr('Permission denied') })).toMatch(/^PERMISSION /)
})

test('what did not run, and what was cut', () => {
  const code = (kind: 'not found' | 'not executable' | 'stuck' | 'failed'): string | undefined =>
    failureOf({ kind, code: 'EAGAIN' }, '/x/ovs-vsctl', 6)?.message
  expect(code('not found')).toMatch(/is not there: \/x\/ovs-vsctl \(install/)
  expect(code('not executable')).toMatch(/cannot be executed/)
  expect(code('stuck')).toMatch(/in time: an earlier/)
  expect(code('failed')).toMatch(/cannot be started: EAGAIN/)
  expect(failure({ truncated: true, stdout: 'yyy', code: null, signal: 'SIGKILL' })).toBe(
    'OUTPUT more than 16 MiB: yyy',
  )
})
