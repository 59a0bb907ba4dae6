import { dirname, join } from 'node:path'

export interface RunPlace {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Stands for `/` in tests. */
  readonly root?: string
}

/** Where agents keep their status: the host's place, then the user's own. */
export function agentDirectories({ environment = process.env, root = '/' }: RunPlace = {}): string[] {
  const own = environment['XDG_RUNTIME_DIR'] ?? ''
  const places = [join(root, 'run/hsflowd/agents')]
  if (own !== '') places.push(join(own, 'hsflowd/agents'))
  return places
}

/**
 * Where the agents that follow this settings file keep their status, and are looked for: beside it, unless it is the one
 * at the usual place of the host (`usual`) or none is named.
 */
export function statusDirectories(settingsFile: string | undefined, usual: string): string[] {
  return settingsFile === undefined || settingsFile === usual
    ? agentDirectories()
    : [join(dirname(settingsFile), 'agents')]
}
