import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { temporaryDirectory } from './helpers.ts'

/** Makes a program of the tests runnable by any Node.js and any user. */
async function bundle(name: string): Promise<string> {
  const directory = await temporaryDirectory()
  await chmod(directory, 0o755)
  const outfile = join(directory, `${name}.mjs`)
  await build({
    entryPoints: [fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    outfile,
  })
  return outfile
}

/** Runs a scenario of children/scenarios.ts to its end, in a mount namespace of its own if asked; returns its answer. */
export async function runScenario(name: string, options: { ownMounts?: boolean } = {}): Promise<unknown> {
  const program = [process.execPath, await bundle('scenarios'), name, await temporaryDirectory()]
  const [command = '', ...args] = options.ownMounts ? ['unshare', '--mount', ...program] : program
  const { stdout } = await promisify(execFile)(command, args, { timeout: 30_000 })
  return JSON.parse(stdout)
}

/** Starts a program of the tests that runs until it is killed. */
export async function startChild(name: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [await bundle(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}
