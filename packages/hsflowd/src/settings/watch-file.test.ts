import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, systemClock } from '@host-sflow/agent-runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identityOf } from './file-identity.ts'
import { watchFile, type FileWatch } from './watch-file.ts'

let directory: string
let file: string
let lines: string[]
let changes: number
let valid: boolean
let watch: FileWatch | undefined

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hsflowd-watch-'))
  file = join(directory, 'hsflowd.conf')
  lines = []
  changes = 0
  valid = true
})
afterEach(() => {
  watch?.close()
  rmSync(directory, { recursive: true })
})

async function start(name = file): Promise<void> {
  const log = createLog({ name: 'test', format: 'text', write: (text) => void lines.push(text) })
  watch = watchFile({
    file: name,
    known: await identityOf(name),
    clock: systemClock,
    log,
    isValid: () => Promise.resolve(valid),
    onChange: () => Promise.resolve(void changes++),
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
}

const changed = (times: number): Promise<unknown> =>
  vi.waitFor(() => expect(changes).toBe(times), { timeout: 5000, interval: 10 })

describe('a watched file', () => {
  it('is rewritten, then replaced', async () => {
    writeFileSync(file, 'a')
    await start()
    writeFileSync(file, 'bb')
    await changed(1)
    writeFileSync(`${file}.new`, 'ccc')
    renameSync(`${file}.new`, file)
    await changed(2)
  })

  it('comes when there was none', async () => {
    await start()
    writeFileSync(file, 'a')
    await changed(1)
  })

  it('goes, which is said once and changes nothing, and comes back', async () => {
    writeFileSync(file, 'a')
    await start()
    renameSync(file, `${file}.old`)
    await vi.waitFor(() => expect(lines.join('')).toContain('is gone'), { timeout: 5000 })
    expect(changes).toBe(0)
    writeFileSync(file, 'other')
    await changed(1)
    expect(lines.join('')).toContain('is there again')
  })

  it('behind a link behind a link, as Kubernetes mounts a ConfigMap', async () => {
    for (const [i, text] of ['a', 'b'].entries()) {
      mkdirSync(join(directory, `..${i}`))
      writeFileSync(join(directory, `..${i}`, 'hsflowd.conf'), text)
    }
    symlinkSync('..0', join(directory, '..data'))
    symlinkSync('..data/hsflowd.conf', file)
    await start()
    symlinkSync('..1', join(directory, '..data_tmp'))
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'))
    await changed(1)
  })

  it('that is not valid is believed when it stays so', async () => {
    writeFileSync(file, 'a')
    await start()
    valid = false
    writeFileSync(file, 'half')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(changes).toBe(0)
    valid = true
    writeFileSync(file, 'half and the rest')
    await changed(1)
    valid = false
    writeFileSync(file, 'wrong')
    await changed(2)
  })
})
