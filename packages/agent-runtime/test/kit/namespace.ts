import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)
let count = 0

/** A network namespace of the test's own. */
export interface Namespace {
  readonly name: string
  /** Runs a command in it and returns its stdout. */
  exec(command: string, ...args: string[]): Promise<string>
  remove(): Promise<void>
}

/** Why namespaces cannot be made here, or undefined. */
export async function namespacesMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  try {
    const namespace = await addNamespace()
    await namespace.remove()
    return undefined
  } catch (error) {
    return `ip netns does not work here: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Its loopback is up. */
export async function addNamespace(name = `hsf-runtime-${process.pid}-${++count}`): Promise<Namespace> {
  await execute('ip', ['netns', 'add', name])
  const namespace: Namespace = {
    name,
    exec: async (command, ...args) => (await execute('ip', ['netns', 'exec', name, command, ...args])).stdout,
    remove: async () => void (await execute('ip', ['netns', 'del', name])),
  }
  try {
    await namespace.exec('ip', 'link', 'set', 'lo', 'up')
    return namespace
  } catch (error) {
    await namespace.remove()
    throw error
  }
}
