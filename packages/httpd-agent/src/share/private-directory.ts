import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { codeOf, messageOf } from '@host-sflow/agent-runtime'

/** Group and others. */
const RIGHTS_OF_OTHERS = 0o077

/** The user's own places, best first. Asked anew each time: a program may change its user once it has its port. */
export function ownDirectories(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  uid = process.geteuid?.() ?? 0,
): string[] {
  const runtime = environment['XDG_RUNTIME_DIR'] ?? ''
  const directories = [join(tmpdir(), `host-sflow-${uid}`)]
  if (isAbsolute(runtime)) directories.unshift(join(runtime, 'host-sflow'))
  return directories
}

/**
 * The first of these that is there, or can be made, and that nobody else can enter: whoever can write to it could pose
 * as the leader. `unfit`: why another one is wanted, if it is.
 * @throws with the reason for each of them
 */
export function privateDirectory(
  directories: readonly string[],
  unfit: (directory: string) => string | undefined = () => undefined,
): string {
  const reasons: string[] = []
  for (const directory of directories) {
    const reason = unfit(directory) ?? refusal(directory)
    if (reason === undefined) return directory
    reasons.push(reason)
  }
  throw new Error(reasons.join('; '))
}

function refusal(directory: string): string | undefined {
  try {
    make(directory)
    const found = lstatSync(directory)
    if (!found.isDirectory()) return `${directory} is not a directory`
    if (found.uid !== process.geteuid?.()) return `${directory} belongs to another user`
    if ((found.mode & RIGHTS_OF_OTHERS) !== 0)
      return `${directory} is open to other users (mode 0700 is needed)`
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function make(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
