import { readFileSync } from 'node:fs'

/** Capabilities by number, lower case without CAP_ (linux/capability.h). */
export const CAPABILITIES = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
] as const

/** Name of a capability, as `capsh` prints it without `cap_`. */
export type Capability = (typeof CAPABILITIES)[number]

/** The capability sets of the main thread (capabilities(7)). */
export interface CapabilitySets {
  readonly effective: readonly Capability[]
  readonly permitted: readonly Capability[]
  readonly inheritable: readonly Capability[]
  readonly bounding: readonly Capability[]
}

const statusFields = { effective: 'CapEff', permitted: 'CapPrm', inheritable: 'CapInh', bounding: 'CapBnd' }

/** Reads the capability sets out of the text of a /proc/PID/status; a set that it lacks is empty. */
export function parseCapabilities(status: string): CapabilitySets {
  const set = (field: string): Capability[] => {
    const mask = BigInt(`0x${new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)
    return CAPABILITIES.filter((_, number) => (mask & (1n << BigInt(number))) !== 0n)
  }
  return {
    effective: set(statusFields.effective),
    permitted: set(statusFields.permitted),
    inheritable: set(statusFields.inheritable),
    bounding: set(statusFields.bounding),
  }
}

/** This process's capability sets; all empty where there is no /proc/self/status (other systems). */
export function capabilities(): CapabilitySets {
  let status = ''
  try {
    status = readFileSync('/proc/self/status', 'latin1')
  } catch {
    // Not Linux, or /proc is not mounted: nothing is known to be granted.
  }
  return parseCapabilities(status)
}

/** Whether this process may use a capability now. */
export function hasCapability(capability: Capability): boolean {
  return capabilities().effective.includes(capability)
}
