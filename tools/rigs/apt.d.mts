/** What a test can do: go on, or skip with a reason for the reader. */
export type Requirement = { ok: true } | { ok: false; reason: string }

/** Debian packages that the tests with real components use, by what each is used for. */
export const debianPackages: Readonly<
  Record<
    | 'ip'
    | 'ethtool'
    | 'strace'
    | 'netcat'
    | 'manual'
    | 'jsonSchema'
    | 'gmond'
    | 'sfacctd'
    | 'tshark'
    | 'systemd'
    | 'rpm'
    | 'image'
    | 'dnsmasq'
    | 'iptables'
    | 'bind9'
    | 'openvswitch'
    | 'load',
    readonly string[]
  >
>

/**
 * Makes sure that Debian packages are installed; installs them with apt where that is allowed (root, Debian,
 * `HOST_SFLOW_APT` not 0). No daemon of theirs is started. Each list is tried once per process. Never throws.
 */
export function requirePackages(names: readonly string[]): Promise<Requirement>

/** Those that are not installed; all of them where there is no dpkg. */
export function missingPackages(names: readonly string[]): Promise<string[]>

/** Whether system packages may be downloaded here, whatever the package. */
export function aptAllowed(): Promise<Requirement>
