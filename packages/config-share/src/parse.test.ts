import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeProblem } from './errors.ts'
import { parseSharedFile } from './parse.ts'

const file = (...body: string[]) => ['rev_start=3', ...body, 'rev_end=3', ''].join('\n')

function settingsOf(input: string | Uint8Array) {
  const parsed = parseSharedFile(input)
  if (parsed.state === 'invalid') throw new Error(describeProblem(parsed.problem))
  if (parsed.content.state === 'silent') throw new Error('silent')
  return parsed.content.settings
}

function problemOf(input: string | Uint8Array) {
  const parsed = parseSharedFile(input, '/etc/hsflowd.auto')
  if (parsed.state === 'complete') throw new Error('complete')
  return parsed.problem
}

test('a file of the C hsflowd', () => {
  const bytes = readFileSync(new URL('../testdata/hsflowd-host.auto', import.meta.url))
  expect(settingsOf(bytes)).toEqual({
    hostname: 'vm',
    sampling: 100,
    header: 128,
    datagram: 1400,
    polling: 2,
    applications: [],
    agent: 'eth0',
    agentOverridden: true,
    agentIP: '192.0.2.2',
    agentIPOverridden: false,
    collectors: [{ address: '127.0.0.1', port: 26343 }],
    dsIndex: 1,
  })
})

test('the layout of older versions: no comment, ds_index before the collectors, slashes without device', () => {
  const settings = settingsOf(
    file(
      'hostname=h',
      'polling=20',
      'agentIP=2001:db8::6',
      'agent=bond0',
      'ds_index=1',
      'collector=127.0.0.1/6343//',
    ),
  )
  expect(settings.collectors).toEqual([{ address: '127.0.0.1', port: 6343 }])
  expect(settings.agentIP).toBe('2001:db8::6')
})

test.each([
  ['collector=10.0.0.1', { address: '10.0.0.1', port: 6343 }],
  ['collector=10.0.0.1 7000', { address: '10.0.0.1', port: 7000 }],
  ['collector=10.0.0.1 7000 1', { address: '10.0.0.1', port: 7000 }],
  ['collector 10.0.0.1\t7000', { address: '10.0.0.1', port: 7000 }],
  ['collector=2001:db8::1 7000', { address: '2001:db8::1', port: 7000 }],
  [
    'collector=2001:db8::1/7000/eth0/blue',
    { address: '2001:db8::1', port: 7000, device: 'eth0', namespace: 'blue' },
  ],
  ['collector=10.0.0.1//eth0/', { address: '10.0.0.1', port: 6343, device: 'eth0' }],
  ['collector=10.0.0.1/7000//blue', { address: '10.0.0.1', port: 7000, namespace: 'blue' }],
  ['collector=10.0.0.1/7000', { address: '10.0.0.1', port: 7000 }],
])('%s', (line, collector) => {
  expect(settingsOf(file(line)).collectors).toEqual([collector])
})

test('CRLF, BOM, blanks, comments and the case of keys do not matter', () => {
  const plain = file('hostname=web1', 'sampling=10', 'sampling.http=5', 'agentIP=10.0.0.9', 'jsonPort=36343')
  const odd =
    '\uFEFF# said by hand\r\n\r\n  REV_START = 3\r\nHostName\tweb1 # here\r\nSAMPLING=10\r\nSampling.http=5\r\nAGENTIP = 10.0.0.9\r\njsonport=36343\r\nrev_end=3\r\n# end\r\n\r\n'
  expect(parseSharedFile(odd)).toEqual(parseSharedFile(plain))
  expect(settingsOf(odd).jsonPort).toBe(36343)
})

test('applications come in the order of the configuration, and pairs belong together', () => {
  const { applications } = settingsOf(file('sampling.b=2', 'polling.b=3', 'polling.a=1', 'sampling.A=4'))
  expect(applications).toEqual([
    { name: 'a', polling: 1, sampling: 4 },
    { name: 'b', sampling: 2, polling: 3 },
  ])
})

test('missing lines are the defaults of hsflowd', () => {
  expect(settingsOf(file('collector=10.0.0.1'))).toMatchObject({
    sampling: 400,
    polling: 30,
    header: 128,
    datagram: 1400,
    dsIndex: 1,
  })
})

test('unknown keys are passed over, and repeated ones count the last time, with a warning each', () => {
  const parsed = parseSharedFile(
    file('sampling=1', 'flavour=sweet', 'sampling=2', 'collector=10.0.0.1 6343 9'),
  )
  expect(parsed).toMatchObject({
    state: 'complete',
    content: { settings: { sampling: 2 } },
    warnings: [
      { message: 'unknown key flavour', line: 3, column: 1 },
      { message: 'sampling again: the last one counts', line: 4, column: 1 },
      { message: 'the priority of a collector is ignored', line: 5, column: 25 },
    ],
  })
})

test('a complete file without settings means silence, with the agent if it is known', () => {
  expect(parseSharedFile(file())).toMatchObject({
    state: 'complete',
    content: { state: 'silent', identity: {} },
  })
  expect(parseSharedFile(file('agentIP=10.0.0.9', 'agent=eth0', 'ds_index=1'))).toMatchObject({
    content: { state: 'silent', identity: { agentIP: '10.0.0.9', agent: 'eth0', dsIndex: 1 } },
  })
})

test.each([
  ['', 'HSF_SHARED_EMPTY'],
  ['\n \r\n', 'HSF_SHARED_EMPTY'],
  ['# WARNING: Do not', 'HSF_SHARED_TORN'],
  ['rev_st', 'HSF_SHARED_TORN'],
  ['rev_start=3\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nsampling=1\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\npolling=3\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nrev_end=3', 'HSF_SHARED_TORN'],
  ['rev_start=3\nrev_end=4\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nrev_end=x\n', 'HSF_SHARED_TORN'],
  ['rev_start=4294967296\nrev_end=4294967296\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nrev_end=3\nor=10.0.0.1\nrev_end=3\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nrev_end=3\npolling=1\n', 'HSF_SHARED_TORN'],
  ['rev_start=3\nsampling=1\0\0\nrev_end=3\n', 'HSF_SHARED_TORN'],
  ['sampling=1\n', 'HSF_SHARED_SYNTAX'],
  ['{"sampling": 1}', 'HSF_SHARED_SYNTAX'],
  [Uint8Array.of(0xff, 0xfe, 0x0a), 'HSF_SHARED_SYNTAX'],
])('%j is not a whole file', (input, code) => {
  expect(problemOf(input).code).toBe(code)
})

test.each([
  ['sampling=ten', 'HSF_SHARED_VALUE', 10],
  ['sampling=-1', 'HSF_SHARED_VALUE', 10],
  ['sampling=010', 'HSF_SHARED_VALUE', 10],
  ['sampling=0x10', 'HSF_SHARED_VALUE', 10],
  ['sampling=4294967296', 'HSF_SHARED_VALUE', 10],
  ['polling=99999999', 'HSF_SHARED_VALUE', 9],
  ['datagram=10', 'HSF_SHARED_VALUE', 10],
  ['header=257', 'HSF_SHARED_VALUE', 8],
  ['agentIP=eth0', 'HSF_SHARED_VALUE', 9],
  ['collector=[::1]', 'HSF_SHARED_VALUE', 11],
  ['collector=10.0.0.1 0', 'HSF_SHARED_VALUE', 20],
  ['collector=10.0.0.1 65536', 'HSF_SHARED_VALUE', 20],
  ['collector=10.0.0.1/x/eth0/', 'HSF_SHARED_VALUE', 20],
  ['collector=/6343/eth0/', 'HSF_SHARED_VALUE', 11],
  ['sampling.app=x', 'HSF_SHARED_VALUE', 14],
  ['sampling.=1', 'HSF_SHARED_SYNTAX', 1],
  ['polling', 'HSF_SHARED_SYNTAX', 1],
  ['polling=1 2', 'HSF_SHARED_SYNTAX', 11],
  ['collector=', 'HSF_SHARED_SYNTAX', 1],
  ['collector=10.0.0.1/6343///var/run/netns/x', 'HSF_SHARED_SYNTAX', 27],
  ['collector=10.0.0.1 6343 1 2', 'HSF_SHARED_SYNTAX', 27],
])('%s makes the whole file invalid, and the problem says where', (line, code, column) => {
  const problem = problemOf(file('hostname=h', line))
  expect(problem).toMatchObject({ code, file: '/etc/hsflowd.auto', line: 3, column })
  expect(problem.remedy).not.toBe('')
  expect(describeProblem(problem)).toMatch(/^\/etc\/hsflowd\.auto:3:\d+: .+ \(.+\)$/u)
})

test.each([
  ['64 KiB and one byte', `${file('sampling=1')}${'#'.repeat(64 * 1024)}`.slice(0, 64 * 1024 + 1)],
  ['1001 lines', file(...Array.from({ length: 999 }, () => '#'))],
])('%s are too much', (_, input) => {
  expect(problemOf(input).code).toBe('HSF_SHARED_TOO_BIG')
})

test('1000 lines are not', () => {
  expect(settingsOf(file('sampling=1', ...Array.from({ length: 997 }, () => '#'))).sampling).toBe(1)
})
