// A program that hangs, and is not ours to kill: `sudo` in a wrapper is such a one.
import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { bundleProgram } from '../../../tools/rigs/bundle.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import type { RunResult } from '../src/ovs/run-program.ts'

const run = promisify(execFile)
/** A user, and a group, that nobody else is: a program that makes root of its user must be for this one alone. */
const NOBODY = 2 ** 30 + randomInt(2 ** 28)

it('nothing more is started until it has ended by itself', async (ctx) => {
  ctx.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root can make a program of root')
  const directory = scratch()
  chmodSync(directory, 0o755)
  const program = join(directory, 'run-stuck.mjs')
  await bundleProgram(fileURLToPath(new URL('programs/run-stuck.ts', import.meta.url)), program)
  // As sudo: set-uid alone keeps the real user, who may send signals.
  const sudo = join(directory, 'sudo')
  const { stdout: setpriv } = await run('sh', ['-c', 'command -v setpriv'])
  copyFileSync(setpriv.trim(), sudo)
  chownSync(sudo, 0, NOBODY)
  chmodSync(sudo, 0o4750)
  const become = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', '--']
  const hanging = [sudo, '--reuid', '0', '--regid', '0', '--clear-groups', '--', 'sleep', '2']
  const { stdout } = await run('setpriv', [...become, process.execPath, program, ...hanging])
  const { first, meanwhile, later } = JSON.parse(stdout) as Record<string, RunResult>
  const killed = first?.kind === 'ended' && first.signal === 'SIGKILL'
  ctx.skip(killed, 'programs of temporary directories do not become root here (nosuid)')
  expect(first).toMatchObject({ kind: 'ended', code: null, signal: null, timedOut: true })
  expect(meanwhile).toEqual({ kind: 'stuck', code: 'EBUSY' })
  expect(later).toMatchObject({ kind: 'ended', code: 0 })
})
