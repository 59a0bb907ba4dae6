// A PATH with an `ovs-vsctl` of the test's own, which does what it is told to.
import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { scratch } from '../../../../tools/rigs/program.ts'

/** What it does; by default: as the real one. */
const MODES = {
  real: 'exec "$REAL" "$@"',
  'prints garbage': 'echo "segmentation fault: {]"',
  'prints for ever': 'exec yes garbage',
  hangs: 'exec sleep 1000',
  'hangs with a child': 'sleep 1000 & wait',
  'leaves a child behind': 'sleep 1000 & exit 0',
} as const

export interface Wrapper {
  readonly path: string
  readonly be: (mode: keyof typeof MODES) => void
  readonly remove: () => void
}

const where = (program: string): string =>
  execFileSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim()

/** Its PATH holds nothing but the two programs of Open vSwitch. */
export function wrapper(): Wrapper {
  const bin = scratch()
  chmodSync(bin, 0o755)
  const file = join(bin, 'ovs-vsctl')
  const be = (mode: keyof typeof MODES): void => {
    const script = `#!/bin/sh\nPATH=/usr/bin:/bin\nREAL=${where('ovs-vsctl')}\n${MODES[mode]}\n`
    // Written whole: a script that is being written is "busy", or runs halfway.
    writeFileSync(`${file}.new`, script, { mode: 0o755 })
    renameSync(`${file}.new`, file)
  }
  symlinkSync(where('ovsdb-client'), join(bin, 'ovsdb-client'))
  be('real')
  return { path: bin, be, remove: () => rmSync(file) }
}
