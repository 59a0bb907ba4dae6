import { capabilities, CAPABILITIES } from './capabilities.ts'
import type { Capability } from './capabilities.ts'
import { errorCode, netError, syscallError } from './errors.ts'
import { checked, littleEndian, native } from './native/libc.ts'
import { allocateNative } from './native/memory.ts'

// linux/prctl.h, linux/capability.h
const [PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT] = [8, 38, 47]
const PR_CAP_AMBIENT_RAISE = 2
const CAPABILITY_VERSION_3 = 0x2008_0522
/** struct __user_cap_header_struct: version, pid; then two of struct __user_cap_data_struct, low and high halves. */
const [HEADER_BYTES, DATA_BYTES] = [8, 24]
/** Each half: effective, permitted, inheritable. */
const [EFFECTIVE, PERMITTED, INHERITABLE] = [0, 4, 8]

export interface DropPrivilegesOptions {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups, all others are left. */
  readonly groups: readonly number[]
  /** Capabilities to keep. */
  readonly keep: readonly Capability[]
  /** Those of `keep` that programs started from now on have as well (ambient: Linux 4.3). */
  readonly inherited?: readonly Capability[]
}

/**
 * Becomes another user for good, keeping some capabilities; later programs cannot gain privileges either
 * (no_new_privs). Returns the capabilities that were kept: those of `keep` that the process had.
 *
 * Needs root, or CAP_SETUID and CAP_SETGID. Throws {@link NetError} with the errno name; the process is then in
 * between and should exit. Call it in the main thread (worker threads cannot change users).
 *
 * Users and groups change for all threads (libc sees to it). Capabilities and no_new_privs belong to a thread: they
 * are set for the calling one, all others lose every capability with the change of the user. So what needs a
 * capability must be done synchronously (`fs.openSync`, this package's calls), not in Node's thread pool
 * (`fs.promises`). Programs that are started from the calling thread have those of `inherited`, and no other.
 */
export function dropPrivileges(options: DropPrivilegesOptions): Capability[] {
  const { libc } = native()
  const { setgroups, setgid, setuid } = process
  if (setgroups === undefined || setgid === undefined || setuid === undefined) {
    throw netError('HSF_NET_UNAVAILABLE', 'this is a worker thread, which cannot change users')
  }
  const { permitted } = capabilities()
  const keep = options.keep.filter((capability) => permitted.includes(capability))
  const inherited = keep.filter((capability) => options.inherited?.includes(capability))
  checked(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), 'prctl', 'PR_SET_KEEPCAPS')
  asSystemCall('setgroups', () => setgroups([...options.groups]))
  asSystemCall('setgid', () => setgid(options.gid))
  asSystemCall('setuid', () => setuid(options.uid))
  setCapabilities(keep, inherited)
  checked(libc.prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0), 'prctl', 'PR_SET_KEEPCAPS')
  checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'prctl', 'PR_SET_NO_NEW_PRIVS')
  return keep
}

/** Makes `keep` the effective and permitted capabilities of the calling thread, and `inherited` the ambient ones. */
function setCapabilities(keep: readonly Capability[], inherited: readonly Capability[]): void {
  const memory = allocateNative(HEADER_BYTES + DATA_BYTES)
  memory.view.setUint32(0, CAPABILITY_VERSION_3, littleEndian)
  const add = (set: number, capability: Capability): void => {
    const number = CAPABILITIES.indexOf(capability)
    const at = HEADER_BYTES + (number >> 5) * (DATA_BYTES / 2) + set
    const bits = memory.view.getUint32(at, littleEndian) | (1 << (number & 31))
    memory.view.setUint32(at, bits, littleEndian)
  }
  for (const capability of keep) for (const set of [EFFECTIVE, PERMITTED]) add(set, capability)
  for (const capability of inherited) add(INHERITABLE, capability)
  const { libc } = native()
  checked(libc.capset(memory.pointer, memory.pointer + BigInt(HEADER_BYTES)), 'capset')
  // What is only inheritable, execve(2) grants to programs whose file has it; what is ambient, to all (capabilities(7)).
  for (const capability of inherited) {
    const number = CAPABILITIES.indexOf(capability)
    checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0), 'prctl', 'PR_CAP_AMBIENT_RAISE')
  }
}

function asSystemCall(name: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw syscallError(errorCode(error) ?? 'EPERM', name)
  }
}
