import { expect, test } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { chooseStyle, type LogTarget } from './format.ts'
import { parseLogLevels } from './level.ts'
import { createLog } from './log.ts'

const PIPE: LogTarget = { isTerminal: false, environment: {}, fileId: '1:2' }
const TERMINAL: LogTarget = { ...PIPE, isTerminal: true }
const JOURNAL: LogTarget = { ...PIPE, environment: { JOURNAL_STREAM: '1:2' } }

test('a pipe gets the JSON of bunyan', () => {
  const lines: string[] = []
  const log = createLog({ name: 'hsflowd', target: PIPE, write: (text) => lines.push(text) })
  log.child('dns').info('100 %s is text', { collectors: 2 })
  const record = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(record).toMatchObject({
    name: 'hsflowd',
    component: 'dns',
    level: 30,
    msg: '100 %s is text',
    collectors: 2,
    v: 0,
  })
  expect(lines[0]).toMatch(/\n$/)
})

test('a terminal gets time, level and message', () => {
  const lines: string[] = []
  const log = createLog({ name: 'x', target: TERMINAL, write: (text) => lines.push(text) })
  log.child('dns').warn('no answer', { server: '10.0.0.53' })
  const visible = lines[0]!.replaceAll('\u001B', 'ESC')
  expect(visible).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} ESC\[33mwarn ESC\[0m dns: no answer server="10\.0\.0\.53"\n$/,
  )
})

test('the journal gets priorities on every line, and no time', () => {
  const lines: string[] = []
  const log = createLog({ name: 'x', target: JOURNAL, write: (text) => lines.push(text) })
  const err = new Error('boom')
  err.stack = 'Error: boom\n    at one\n    at two'
  log.error('failed', { err })
  log.info('fine')
  expect(lines).toEqual(['<3>failed\n<3>  Error: boom\n<3>  at one\n<3>  at two\n', '<6>fine\n'])
})

test.each([
  [TERMINAL, undefined, 'colour'],
  [{ ...TERMINAL, environment: { NO_COLOR: '1' } }, undefined, 'plain'],
  [{ ...TERMINAL, environment: { FORCE_COLOR: '0' } }, undefined, 'plain'],
  [{ ...PIPE, environment: { FORCE_COLOR: '1' } }, 'text', 'colour'],
  [PIPE, undefined, 'json'],
  [PIPE, 'text', 'plain'],
  [TERMINAL, 'json', 'json'],
  [JOURNAL, undefined, 'journal'],
  [JOURNAL, 'text', 'journal'],
  [JOURNAL, 'json', 'json'],
  [{ ...PIPE, environment: { JOURNAL_STREAM: '1:3' } }, undefined, 'json'],
] as const)('%j with %s is %s', (target, format, style) => {
  expect(chooseStyle(target, format)).toBe(style)
})

test('levels, also of single components', () => {
  const { log, lines } = createFakeLog({ levels: { level: 'warn', components: { dns: 'debug' } } })
  log.info('no')
  log.warn('yes')
  log.child('dns').debug('yes too')
  log.child('packet').info('no')
  expect(lines).toEqual(['warn yes', 'debug dns: yes too'])
  expect(parseLogLevels('info,dns=debug, packet=trace')).toEqual({
    level: 'info',
    components: { dns: 'debug', packet: 'trace' },
  })
  for (const wrong of ['', 'loud', 'dns=', '=debug', 'a=b=debug', 'toString'])
    expect(parseLogLevels(wrong)).toBeUndefined()
})

test('a condition is said once, reminded of once an hour, and its end said with the repeats', () => {
  let nowMs = 0
  const { log, lines } = createFakeLog({ nowMs: () => nowMs })
  for (let second = 0; second <= 3600; second++) {
    log.problem('k', 'broken')
    nowMs += 1000
  }
  log.child('part').problem('k', 'broken')
  log.recovered('k', 'works again')
  log.recovered('k', 'works again')
  log.problem('k', 'broken')
  log.recovered('k', 'works again')
  expect(lines).toEqual([
    'warn broken',
    'warn broken (repeated 3600 times in 60 min)',
    'info works again; 3601 repeats',
    'warn broken',
    'info works again',
  ])
})

test('a flood of conditions is said once; what was said before keeps its count', () => {
  let nowMs = 0
  const { log, lines } = createFakeLog({ nowMs: () => nowMs })
  const flood = 'x (more than 1000 conditions at once: further ones are only counted)'
  const cycle = (): void => {
    for (let i = 0; i < 1500; i++) log.problem(`k${i}`, 'x')
  }
  for (let i = 0; i < 3; i++) cycle()
  expect(lines).toHaveLength(1001)
  expect(lines[1000]).toBe(`warn ${flood}`)
  log.recovered('k1400', 'works')
  log.recovered('k7', 'works')
  expect(lines.splice(0).slice(1001)).toEqual(['info works; 2 repeats'])

  // There is room for one again.
  log.problem('k2000', 'y')
  log.problem('k2001', 'x')
  nowMs += 3_600_000
  log.problem('k2001', 'x')
  expect(lines).toEqual(['warn y', `warn ${flood} (repeated 1501 times in 60 min)`])
})

test('what comes from outside cannot steer the terminal or forge a line', () => {
  const { log, lines } = createFakeLog()
  log.info('name \u001B[2J\u0007\r')
  expect(lines[0]).toBe('info name \\x1b[2J\\x07\\x0d')
})
