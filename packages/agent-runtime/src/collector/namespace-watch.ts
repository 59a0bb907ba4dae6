import { statSync } from 'node:fs'

/**
 * Tells when a network namespace is gone or is another one of the same name. A socket keeps the old one alive, with
 * its devices, and would go on sending into it. Nobody announces such a change; the question costs some microseconds.
 */
export function watchNamespace(path: string): () => Error | undefined {
  const identity = inodeOf(path)
  return () => {
    const now = inodeOf(path)
    if (now === identity) return undefined
    const what = now === undefined ? 'is gone' : 'is another one now'
    return Object.assign(new Error(`${path} ${what}`), { code: 'ENOENT', syscall: 'setns' })
  }
}

/** The kernel gives no number twice while a socket of the namespace is open. */
function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino
  } catch {
    return undefined
  }
}
