/** What reading this host can report, with its remedy. Failed system calls keep their errno name in the message. */
const hostErrors = {
  HSF_HOST_READ: {
    message: 'a file of the kernel cannot be read',
    remedy: 'start as root or grant the permission; in a container mount the path and name its root',
  },
  HSF_HOST_TOO_LARGE: {
    message: 'a file of the kernel is larger than any such file should be',
    remedy: 'check that the configured root of /proc and /sys leads to the real ones',
  },
  HSF_HOST_FORMAT: {
    message: 'a file of the kernel does not have the expected form',
    remedy: 'report it with the kernel version and the content of the file',
  },
  HSF_HOST_ROOT: {
    message: 'the files of the kernel are not here, and what comes from them is missing',
    remedy: 'mount them, or correct --path.procfs and --path.sysfs',
  },
  HSF_HOST_NO_UUID: {
    message: 'this host has no UUID',
    remedy: 'configure one (uuid), start as root, or create /etc/machine-id with systemd-machine-id-setup',
  },
  HSF_HOST_CONTAINER: {
    message: 'in a container without a view of the host: disk space is left unknown',
    remedy: "mount the host's root read-only into the container and name it with --path.rootfs",
  },
  HSF_HOST_NETWORK: {
    message: 'native network access is not available: interface data are limited to /proc and /sys',
    remedy:
      'install the optional native module (npm install koffi); in a sandbox allow AF_NETLINK (RestrictAddressFamilies=)',
  },
  HSF_HOST_SOURCE: {
    message: 'a source of metrics failed',
    remedy: 'report it with the message; the other sources go on',
  },
} as const

/** Codes of conditions of this host. */
export type HostErrorCode = keyof typeof hostErrors

/** The error that host files and sources throw. */
export class HostError extends Error {
  readonly code: HostErrorCode
  readonly remedy: string

  constructor(code: HostErrorCode, detail?: string) {
    const { message, remedy } = hostErrors[code]
    super(detail === undefined ? message : `${message}: ${detail}`)
    this.name = 'HostError'
    this.code = code
    this.remedy = remedy
  }
}

/** The `code` of any error that has one (Node's system errors, those of this project). */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
