import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keptFile } from './kept-file.ts'
import { textOf } from './text.ts'
import type { Text } from './text.ts'

let directory: string
let text: Text
let now = 0
const content = (found: Text | undefined): string | undefined =>
  found?.bytes.toString('latin1', found.at, found.end)

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hsflowd-kept-'))
  text = textOf('')
  text.bytes = Buffer.alloc(64)
  now = 0
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('keptFile', () => {
  it('reads the file as it is now, and one larger than the buffer', () => {
    const path = join(directory, 'a')
    writeFileSync(path, 'one')
    const file = keptFile(path, text, () => now)
    expect(content(file.read())).toBe('one')
    const long = 'x'.repeat(1000)
    writeFileSync(path, long)
    expect(content(file.read())).toBe(long)
    writeFileSync(path, 'two')
    expect(content(file.read())).toBe('two')
    file.close()
  })

  it('tells absent from failing, and looks again for an absent file only after a minute', () => {
    const path = join(directory, 'b')
    const file = keptFile(path, text, () => now)
    expect(file.read()).toBeUndefined()
    writeFileSync(path, 'late')
    expect(file.read()).toBeUndefined()
    now = 60_000
    expect(content(file.read())).toBe('late')
    file.close()
    expect(() => keptFile(directory, text, () => now).read()).toThrow(
      expect.objectContaining({ code: 'HSF_HOST_READ' }),
    )
  })

  it('keeps one descriptor: /proc answers anew at each reading', (ctx) => {
    if (process.platform !== 'linux') ctx.skip('needs /proc')
    const file = keptFile('/proc/uptime', text, () => now, { whole: true })
    const first = Number.parseFloat(content(file.read())!)
    const until = performance.now() + 30
    while (performance.now() < until);
    expect(Number.parseFloat(content(file.read())!)).toBeGreaterThan(first)
    file.close()
  })
})
