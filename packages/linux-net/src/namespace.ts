import { closeSync, openSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { errorCode, netError, syscallError } from './errors.ts'
import { checked, native } from './native/libc.ts'

const CLONE_NEWNET = 0x4000_0000
/** Where `ip netns add` and container runtimes keep named namespaces. */
const NAMED_NAMESPACES = '/var/run/netns'

/**
 * Path of a network namespace: a name under /var/run/netns, or an absolute path such as /proc/PID/ns/net as it is.
 * Throws HSF_NET_ARGUMENT for a name that would leave that directory (names come from configuration files).
 */
export function namespacePath(nameOrPath: string): string {
  if (isAbsolute(nameOrPath)) return nameOrPath
  if (!/^[^/\0]+$/.test(nameOrPath) || nameOrPath === '.' || nameOrPath === '..') {
    throw netError('HSF_NET_ARGUMENT', `network namespace "${nameOrPath}"`)
  }
  return join(NAMED_NAMESPACES, nameOrPath)
}

/**
 * Runs `action` in another network namespace and returns to the own one, also when it throws. Sockets opened inside
 * stay in that namespace for good. The action must be synchronous: only the calling thread is switched, and
 * whatever it would await runs after the return.
 *
 * Needs CAP_SYS_ADMIN (in the user namespace that owns the target, too). Throws {@link NetError}: `ENOENT` when
 * there is no such namespace, `EPERM` without the capability, HSF_NET_NAMESPACE when the return failed.
 */
export function withNetworkNamespace<Result>(nameOrPath: string, action: () => Result): Result {
  const { libc } = native()
  const own = openNamespace('/proc/thread-self/ns/net')
  try {
    const target = openNamespace(namespacePath(nameOrPath))
    try {
      checked(libc.setns(target, CLONE_NEWNET), 'setns', nameOrPath)
    } finally {
      closeSync(target)
    }
    let result: Result
    try {
      result = action()
    } catch (error) {
      goBack(own, nameOrPath)
      throw error
    }
    goBack(own, nameOrPath)
    return result
  } finally {
    closeSync(own)
  }
}

/** Goes back to the own namespace. */
function goBack(own: number, from: string): void {
  if (native().libc.setns(own, CLONE_NEWNET) < 0) throw netError('HSF_NET_NAMESPACE', from)
}

function openNamespace(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw syscallError(errorCode(error) ?? 'EIO', 'open', path)
  }
}
