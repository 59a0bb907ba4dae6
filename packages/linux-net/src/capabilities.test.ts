import { expect, it } from 'vitest'
import { CAPABILITIES, parseCapabilities } from './capabilities.ts'

const status = (effective: string): string =>
  `Name:\tnode\nCapInh:\t0000000000000000\nCapPrm:\t${effective}\nCapEff:\t${effective}\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000000\n`

it('decodes the masks of /proc/PID/status', () => {
  // Bits 12, 13 and 39 (linux/capability.h): NET_ADMIN, NET_RAW, BPF.
  const sets = parseCapabilities(status('0000008000003000'))
  expect(sets.effective).toEqual(['net_admin', 'net_raw', 'bpf'])
  expect(sets.permitted).toEqual(['net_admin', 'net_raw', 'bpf'])
  expect(sets.inheritable).toEqual([])
  expect(sets.bounding).toEqual([...CAPABILITIES])
})

it('finds nothing where there is nothing', () => {
  expect(parseCapabilities('')).toEqual({ effective: [], permitted: [], inheritable: [], bounding: [] })
})

it('passes over capabilities that have no name yet', () => {
  expect(parseCapabilities(status('8000000000000001')).effective).toEqual(['chown'])
})
