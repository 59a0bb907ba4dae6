// For tests: candidates as the kernel would tell of them.
import type { Candidate } from './classes.ts'

/** An address of a device; interface indices are those of the order in which names usually come. */
export const on = (device: string, address: string, more: Partial<Candidate> = {}): Candidate => ({
  address,
  device,
  ifIndex: device === 'lo' ? 1 : 2 + Number(/\d+$/u.exec(device)?.[0] ?? 0),
  otherNames: [],
  loopback: device === 'lo',
  vlan: false,
  secondary: false,
  temporary: false,
  deprecated: false,
  tentative: false,
  duplicate: false,
  dynamic: false,
  ...more,
})
