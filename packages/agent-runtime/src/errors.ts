/** What this package reports, with its remedy. Messages are completed with what makes the case particular. */
export const runtimeErrors = {
  HSF_COLLECTOR_EMPTY: {
    message: 'the collector has no host',
    remedy: 'write HOST, HOST:PORT or [IPV6]:PORT, for example 10.0.0.50:6343',
  },
  HSF_COLLECTOR_HOST: {
    message: 'the collector is neither an IP address nor a host name',
    remedy: 'write HOST, HOST:PORT or [IPV6]:PORT, for example 10.0.0.50:6343',
  },
  HSF_COLLECTOR_PORT: {
    message: 'the port of the collector is not a number from 1 to 65535',
    remedy: 'leave it out, with its colon, for the default 6343',
  },
  HSF_COLLECTOR_REFUSED: {
    message: 'nothing listens at the collector (ICMP port unreachable)',
    remedy: 'start the collector there, or see what arrives with: sflow listen --port PORT',
  },
  HSF_COLLECTOR_REJECTED: {
    message: 'datagrams are rejected on the way to the collector (ICMP, or a route of this host)',
    remedy: 'allow UDP to its port in its firewall and in those on the way, and check: ip route get ADDRESS',
  },
  HSF_COLLECTOR_UNRESOLVED: {
    message: 'the name of the collector cannot be resolved',
    remedy: 'correct the name, or check DNS on this host: getent ahosts NAME',
  },
  HSF_COLLECTOR_UNREACHABLE: {
    message: 'datagrams cannot be sent to the collector',
    remedy: 'check the route to it (ip route get ADDRESS) and the firewall of this host',
  },
  HSF_COLLECTOR_SOURCE: {
    message: 'the collector cannot be sent to from its source address',
    remedy:
      'give that address to this host (ip address add), or correct it, or leave it out; it is tried again',
  },
  HSF_COLLECTOR_FAMILY: {
    message: 'the collector and its source address are not both IPv4 or both IPv6',
    remedy: 'correct the source address, or leave it out',
  },
  HSF_COLLECTOR_DEVICE: {
    message: 'the network device of the collector cannot be used',
    remedy:
      'check its name (ip link); it is tried again, also when the device comes later. A link-local address needs its device: fe80::1%eth0',
  },
  HSF_COLLECTOR_NAMESPACE: {
    message: 'the network namespace of the collector cannot be used',
    remedy:
      'check its name (ip netns list) and that CAP_SYS_ADMIN is kept; it is tried again, also when the namespace comes later',
  },
  HSF_COLLECTOR_LIMIT: {
    message: 'there are too many open files for the socket of the collector',
    remedy: 'raise the limit of this process (systemd: LimitNOFILE=, else ulimit -n) or of the host',
  },
  HSF_COLLECTOR_NATIVE: {
    message: 'a collector with a device or namespace needs native networking, which is not available here',
    remedy:
      'on Linux install the optional native module (npm install koffi), or leave device and namespace out',
  },
  HSF_COLLECTOR_QUEUE: {
    message: 'datagrams are dropped: the send queue of the kernel is full',
    remedy: 'raise the polling interval or the sampling rate (1 in N), or check the network device',
  },
  HSF_COLLECTOR_TOO_BIG: {
    message: 'the datagram is too big for the path to the collector',
    remedy: 'set a smaller datagram size, for example datagram = 1400',
  },
  HSF_AGENT_SHORTENED: {
    message: 'a sample is larger than a datagram, and is sent without its end',
    remedy: 'allow larger datagrams (datagramBytes)',
  },
  HSF_AGENT_SAMPLE: {
    message: 'a sample could not be encoded',
    remedy: 'report it with the version: a source made a value that its field cannot hold',
  },
  HSF_AGENT_TICK: {
    message: 'what precedes the collection of counters failed',
    remedy: 'see the cause; the counters are collected all the same',
  },
  HSF_POLLER_FAILED: {
    message: 'the collection of counters failed',
    remedy: 'see the cause; the other sources go on',
  },
  HSF_POLLER_HUNG: {
    message: 'the previous collection has not come back yet; this one is skipped',
    remedy: 'check what the source reads from: a service or file system that does not answer',
  },
  HSF_STATE_CORRUPT: {
    message: 'a state file is not understood and was put aside',
    remedy: 'nothing is to be done: it is written anew; the .bad file can be removed',
  },
  HSF_STATE_UNREADABLE: {
    message: 'a state file cannot be read',
    remedy: 'give the state directory to the user that the daemon runs as',
  },
  HSF_STATE_WRITE: {
    message: 'a state file cannot be written; indices may change at the next start',
    remedy: 'give the state directory to the user that the daemon runs as, and check its free space',
  },
  HSF_STATE_TOO_BIG: {
    message: 'a state file would be bigger than 4 MiB',
    remedy: 'report it with the version: more is remembered than there should be',
  },
  HSF_INDEX_FULL: {
    message: 'every data source index of the range is taken',
    remedy: 'there are more instances than the range has numbers; export fewer of them',
  },
  HSF_STATUS_WRITE: {
    message: 'the status file cannot be written: other programs do not see this agent',
    remedy:
      'let this user write there (beside the service: usermod --append --groups hsflowd USER), make room, or set $XDG_RUNTIME_DIR',
  },
  HSF_USAGE: {
    message: 'the command line is not understood',
    remedy: 'see --help',
  },
  HSF_OUTPUT: {
    message: 'the output cannot be written',
    remedy: 'make room where it goes, or send it elsewhere',
  },
} as const

/** Code of a {@link RuntimeError}. */
export type RuntimeErrorCode = keyof typeof runtimeErrors

/** An error of this package: what happened, and what mends it. */
export type RuntimeError = Error & { readonly code: RuntimeErrorCode; readonly remedy: string }

/** An error of the table, with what makes this case particular. `cause` is the system's own error, if any. */
export function runtimeError(code: RuntimeErrorCode, detail?: string, cause?: unknown): RuntimeError {
  const error = new Error(describe(code, detail), cause === undefined ? undefined : { cause })
  error.name = 'RuntimeError'
  return Object.assign(error, { code, remedy: runtimeErrors[code].remedy })
}

/** Whether something thrown is of this package's table. */
export function isRuntimeError(error: unknown): error is RuntimeError {
  return error instanceof Error && 'code' in error && Object.hasOwn(runtimeErrors, String(error.code))
}

/** The message of the table with its detail. */
export function describe(code: RuntimeErrorCode, detail?: string): string {
  const { message } = runtimeErrors[code]
  return detail === undefined ? message : `${message}: ${detail}`
}

/** The stack of an error without a code: only a mistake of the program is explained by it. */
export function stackOf(error: unknown): { readonly err?: unknown } {
  return codeOf(error) === '' ? { err: error } : {}
}

/** The errno name or code of anything thrown, else ''. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The message of anything thrown, which may be an object that throws when it is asked. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return 'an error without a message'
  }
}
