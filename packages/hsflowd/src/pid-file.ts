import { readFile, unlink, writeFile } from 'node:fs/promises'
import { exitCodes } from '@host-sflow/agent-runtime'

/** Another hsflowd has the pid file. */
class AlreadyRunning extends Error {
  readonly exitCode = exitCodes.unavailable
}

/**
 * Writes the process id, unless the process of an earlier one still lives; returns what removes the file again.
 * A file that a crash has left is overwritten.
 */
export async function openPidFile(file: string | undefined): Promise<() => Promise<void>> {
  if (file === undefined) return () => Promise.resolve()
  const other = Number(await readFile(file, 'utf8').catch(() => ''))
  if (Number.isSafeInteger(other) && other > 0 && other !== process.pid && isAlive(other))
    throw new AlreadyRunning(
      `process ${other} is running already, says ${file}: stop it, or name another file with -p`,
    )
  await writeFile(file, `${process.pid}\n`)
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
