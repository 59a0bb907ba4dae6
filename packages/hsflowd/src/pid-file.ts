import { readFile, unlink, writeFile } from 'node:fs/promises'
import { DaemonError } from './errors.ts'

/**
 * Writes the process id, unless the process of an earlier one still lives; returns what removes the file again.
 * A file that a crash has left is overwritten. @throws DaemonError HSF_RUNNING, HSF_PID_FILE
 */
export async function openPidFile(file: string | undefined): Promise<() => Promise<void>> {
  if (file === undefined) return () => Promise.resolve()
  const other = Number(await readFile(file, 'utf8').catch(() => ''))
  if (Number.isSafeInteger(other) && other > 0 && other !== process.pid && isAlive(other))
    throw new DaemonError('HSF_RUNNING', `process ${other} (${file})`)
  try {
    await writeFile(file, `${process.pid}\n`)
  } catch (error) {
    throw new DaemonError('HSF_PID_FILE', error instanceof Error ? error.message : String(error))
  }
  return () => unlink(file).catch(() => undefined)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
