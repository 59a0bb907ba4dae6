import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { createLog } from '@host-sflow/agent-runtime'
import { giveUpRights } from '../../src/privileges/give-up-rights.ts'

// Gives up its rights as the daemon does, and tells what it has left, and what a program of Open vSwitch can do.
const [server, directory] = process.argv.slice(2) as [string, string]
const said: string[] = []
const log = createLog({ name: 'test', format: 'text', write: (line) => void said.push(line) })
await giveUpRights({ user: 'nobody', keepRoot: false, server, directories: [directory], log })
const vsctl = await promisify(execFile)('ovs-vsctl', [
  `--db=${server}`,
  '--timeout=5',
  '--no-wait',
  'show',
]).then(
  () => 'done',
  (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)),
)
process.stdout.write(JSON.stringify({ said, vsctl, status: readFileSync('/proc/self/status', 'latin1') }))
