import { expect, test } from 'vitest'
import { ok, warn, type Check } from './check.ts'
import { checks } from './checks/index.ts'
import { findingsAsJson, renderFindings, wantsColour } from './render.ts'
import { runChecks } from './run-checks.ts'
import { world } from './world.test-helper.ts'

test('checks run together, findings stand in the order of the list, a failing check does not end the others', async () => {
  const order: string[] = []
  const check = (name: string, waitMs: number): Check => ({
    name,
    async run() {
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs)
      })
      order.push(name)
      return [ok(`${name} done`)]
    },
  })
  const broken: Check = {
    name: 'broken',
    run: () => {
      throw new Error('oops')
    },
  }
  const hung: Check = { name: 'hung', run: () => new Promise(() => undefined) }
  const findings = await runChecks([check('slow', 40), broken, hung, check('quick', 1)], world(), 200)
  expect(findings.map((each) => [each.check, each.status, each.detail])).toEqual([
    ['slow', 'ok', 'slow done'],
    ['broken', 'fail', 'the check itself failed: oops'],
    ['hung', 'fail', 'not done within 0.2 s'],
    ['quick', 'ok', 'quick done'],
  ])
  expect(order).toEqual(['quick', 'slow'])
})

test('lines for people', () => {
  const findings = [
    { check: 'configuration', ...ok('/etc/hsflowd.conf: 9 settings') },
    { check: 'collector', ...warn('a\u001b[2Jb', 'mend it') },
  ]
  expect(renderFindings(findings, false)).toBe(` ok    configuration  /etc/hsflowd.conf: 9 settings
 warn  collector      a[2Jb
                      fix: mend it
0 failures, 1 warning    (--json for machines)
`)
  expect(renderFindings(findings.slice(0, 1), false)).toMatch(/\nall is well\n$/)
  expect(renderFindings(findings, true)).toContain(' \u001b[33mwarn\u001b[0m  collector')
})

test('JSON: every element has every member', () => {
  const findings = [
    { check: 'a', ...ok('fine') },
    { check: 'b', ...warn('bad', 'mend it') },
  ]
  expect(JSON.parse(findingsAsJson(findings))).toEqual([
    { check: 'a', status: 'ok', detail: 'fine', fix: null },
    { check: 'b', status: 'warn', detail: 'bad', fix: 'mend it' },
  ])
})

test('colours on a terminal only, unless somebody says otherwise', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true)
  expect(wantsColour({}, {})).toBe(false)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  expect(wantsColour({}, { FORCE_COLOR: '1' })).toBe(true)
  expect(wantsColour({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
})

test('the names of the checks fit their column, and differ', () => {
  const names = checks.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(15)
})
