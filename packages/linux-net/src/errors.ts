/** What this package itself can report, with its remedy. Failed system calls carry their errno name instead. */
export const netErrors = {
  HSF_NET_UNAVAILABLE: {
    message: 'native Linux networking is not available here',
    remedy: 'run on Linux with the optional native module installed: npm install koffi',
  },
  HSF_NET_MALFORMED: {
    message: 'a message from the kernel is malformed',
    remedy: 'report it with the kernel version: the message contradicts its own lengths',
  },
  HSF_NET_TRUNCATED: {
    message: 'a message from the kernel is larger than the receive buffer',
    remedy: 'open the socket with a larger receiveBufferBytes',
  },
  HSF_NET_NO_ANSWER: {
    message: 'the kernel did not complete its answer',
    remedy: 'try again; report it with the kernel version when it persists',
  },
  HSF_NET_ARGUMENT: {
    message: 'an argument is not usable',
    remedy: 'correct the address, name or number that the message shows',
  },
  HSF_NET_CLOSED: {
    message: 'the socket is closed',
    remedy: 'open a new one',
  },
  HSF_NET_NAMESPACE: {
    message: 'the thread could not return to its own network namespace',
    remedy: 'restart the process: CAP_SYS_ADMIN was lost while it was in another namespace',
  },
} as const

/** Codes of the package's own conditions. */
export type NetErrorCode = keyof typeof netErrors

/** What an operator can do about the errno values that name a cause. */
const errnoRemedies: Readonly<Record<string, string>> = {
  EPERM: 'run as root or grant the capability that the operation documents',
  EACCES: 'run as root or grant the capability that the operation documents',
  ENODEV: 'check the interface name; the interface may have been removed',
  EADDRNOTAVAIL: 'check the source address: no interface has it',
  ECONNREFUSED: 'nothing listens at the destination: start it or correct address and port',
  ENETUNREACH: 'add a route to the destination',
  EHOSTUNREACH: 'check the path to the destination',
}

/**
 * The only error that this package throws.
 *
 * For a failed system call `code` is the errno name (`'ENODEV'`) and `syscall` the call, as with Node's own
 * system errors; otherwise `code` is one of {@link netErrors}.
 */
export class NetError extends Error {
  readonly code: string
  readonly syscall: string | undefined
  readonly remedy: string

  constructor(code: string, message: string, remedy: string, syscall?: string) {
    super(message)
    this.name = 'NetError'
    this.code = code
    this.remedy = remedy
    this.syscall = syscall
  }
}

/** An error of the package's own table, with what makes this case particular. */
export function netError(code: NetErrorCode, detail?: string): NetError {
  const { message, remedy } = netErrors[code]
  return new NetError(code, detail === undefined ? message : `${message}: ${detail}`, remedy)
}

/** The `code` of any error that has one (Node's system errors, {@link NetError}). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** An error for a failed system call; `subject` names the interface, address or file it was about. */
export function syscallError(errnoName: string, syscall: string, subject?: string): NetError {
  const message = `${syscall}: ${errnoName}${subject === undefined ? '' : ` (${subject})`}`
  return new NetError(
    errnoName,
    message,
    errnoRemedies[errnoName] ?? 'see the manual page of the call',
    syscall,
  )
}
