import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText } from './read-text.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hsflowd-text-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

describe('the text of a configuration', () => {
  it('is that of the file', async () => {
    const file = join(directory, 'hsflowd.conf')
    writeFileSync(file, 'sflow { } # ünïcode')
    expect(await readText(file)).toBe('sflow { } # ünïcode')
  })

  it('is refused when there is too much of it', async () => {
    const file = join(directory, 'large')
    writeFileSync(file, Buffer.alloc((1 << 20) + 1, 32))
    await expect(readText(file)).rejects.toMatchObject({ code: 'EFBIG' })
    await expect(readText(directory)).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(readText(join(directory, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.runIf(process.platform === 'linux')('of a device without end is refused', async () => {
    await expect(readText('/dev/zero')).rejects.toMatchObject({ code: 'EFBIG' })
  })

  it.skipIf(process.platform === 'win32')('of a pipe is what is written to it in time', async () => {
    const pipe = join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await readText(pipe)).toBe('')
    // Opened for reading too, the shell does not wait for a reader.
    const writer = spawn('sh', [
      '-c',
      'exec 3<>"$1"; echo "sflow {" >&3; echo; sleep 0.2; echo "}" >&3',
      'sh',
      pipe,
    ])
    await new Promise((resolve) => writer.stdout.once('data', resolve))
    // The shell's exit ends the text.
    expect(await readText(pipe)).toBe('sflow {\n}\n')
    const silent = spawn('sh', ['-c', 'exec 3<>"$1"; echo; exec sleep 60', 'sh', pipe])
    await new Promise((resolve) => silent.stdout.once('data', resolve))
    await expect(readText(pipe, 100)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    silent.kill('SIGKILL')
  })
})
