import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPidFile } from './pid-file.ts'

// Any other process that lives.
const other = process.ppid
let root: string
let file: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hsflowd-pid-'))
  file = join(root, 'hsflowd.pid')
  writeFileSync(file, `${other}\n`)
})
afterEach(() => rmSync(root, { recursive: true }))

function nameOther(name: string): void {
  mkdirSync(join(root, 'proc', `${other}`), { recursive: true })
  writeFileSync(join(root, 'proc', `${other}`, 'comm'), `${name}\n`)
}

describe('pid file', () => {
  it('of a running hsflowd is left alone', async () => {
    nameOther('hsflowd')
    await expect(openPidFile(file, 'hsflowd', root)).rejects.toMatchObject({ code: 'HSF_RUNNING' })
    expect(readFileSync(file, 'utf8')).toBe(`${other}\n`)
  })

  it('whose number another program has now is taken, and removed in the end', async () => {
    nameOther('nginx')
    const remove = await openPidFile(file, 'hsflowd', root)
    expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`)
    await remove()
    expect(existsSync(file)).toBe(false)
  })

  it('that another process has made meanwhile stays', async () => {
    nameOther('nginx')
    const remove = await openPidFile(file, 'hsflowd', root)
    rmSync(file)
    writeFileSync(file, `${other}\n`)
    await remove()
    expect(readFileSync(file, 'utf8')).toBe(`${other}\n`)
  })

  it('of a process whose name cannot be seen is left alone', async () => {
    await expect(openPidFile(file, 'hsflowd', root)).rejects.toMatchObject({ code: 'HSF_RUNNING' })
  })

  it('that is a link, or a pipe, neither leads to another file nor holds the start up', async () => {
    const elsewhere = join(root, 'elsewhere')
    writeFileSync(elsewhere, 'precious')
    rmSync(file)
    symlinkSync(elsewhere, file)
    await expect(openPidFile(file, 'hsflowd', root)).rejects.toMatchObject({ code: 'HSF_PID_FILE' })
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious')
    rmSync(file)
    execFileSync('mkfifo', [file])
    await expect(openPidFile(file, 'hsflowd', root)).rejects.toMatchObject({ code: 'HSF_PID_FILE' })
  })

  it('of no process is taken', async () => {
    writeFileSync(file, 'nonsense')
    await openPidFile(file, 'hsflowd', root)
    expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`)
  })
})
