import type { Directive } from './program.ts'

/**
 * What every program of the suite does without. docs/install.md has the figures of `systemd-analyze security`.
 *
 * Not here, and why: MemoryDenyWriteExecute= (V8 compiles JavaScript to machine code), ProcSubset=pid (the counters
 * are in the rest of /proc), ProtectHome=yes (the disk space of /home counts; read-only, nothing but its size is of
 * use), PrivateNetwork= and IPAddressDeny= (collectors are anywhere), UMask=0077 (all users read the shared file).
 */
export const hardening: readonly Directive[] = [
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['AmbientCapabilities', ''],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'read-only'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['PrivateUsers', 'yes'],
  ['ProtectClock', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectHostname', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['ProtectProc', 'invisible'],
  ['LockPersonality', 'yes'],
  ['RemoveIPC', 'yes'],
  ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_NETLINK AF_UNIX'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '@system-service'],
  ['SystemCallFilter', '~@privileged @resources'],
  ['SystemCallErrorNumber', 'EPERM'],
  ['UMask', '0022'],
]
