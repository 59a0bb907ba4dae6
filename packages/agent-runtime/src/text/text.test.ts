import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { table } from './table.ts'
import { duration, plain, userName } from './words.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'agent-words-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('words', () => {
  test.each([
    [0, '0 s'],
    [1499, '1 s'],
    [65_000, '1 min 5 s'],
    [3_600_000, '1 h'],
    [90_061_000, '1 d 1 h'],
    [-5, '0 s'],
  ])('%d ms: %s', (ms, text) => expect(duration(ms)).toBe(text))

  test('what other programs wrote cannot steer a terminal', () => {
    expect(plain(' a\n\tb\u001b[2J\u0007')).toBe('a b[2J')
    expect(plain('x'.repeat(300))).toBe(`${'x'.repeat(197)}...`)
    expect(plain('🌉'.repeat(100), 10)).toBe(`${'🌉'.repeat(7)}...`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 20 }), (text, most) => {
        const line = plain(text, most)
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(Array.from(line).length).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('tables of nothing have headings', () => {
    expect(table(['A', 'B'], [])).toEqual(['  A  B'])
  })

  test('names of users', async () => {
    const passwd = join(root, 'passwd')
    await writeFile(passwd, 'root:x:0:0::/:/bin/sh\nhsflowd:x:998:998::/:\n')
    expect(await userName(998, passwd)).toBe('hsflowd')
    expect(await userName(4711, passwd)).toBe('uid 4711')
    expect(await userName(1, join(root, 'none'))).toBe('uid 1')
    expect(await userName(0)).toBe((await readFile('/etc/passwd', 'utf8')).split(':', 1)[0])
  })
})
