import { describe, expect, it } from 'vitest'
import { countedDisks } from './disks.ts'
import { recordedHost } from '../sources/recorded-host.test-helper.ts'

const names = [
  'ram0',
  'loop0',
  'zram0',
  'sda',
  'sda1',
  'sda2',
  'sdb',
  'nvme0c0n1',
  'nvme0c1n1',
  'nvme0n1',
  'nvme0n1p1',
  'dm-0',
  'md127',
  'sr0',
  'vda',
  'cciss/c0d0',
  'cciss/c0d0p1',
]
const expected = ['sda', 'sdb', 'nvme0c0n1', 'nvme0c1n1', 'sr0', 'vda', 'cciss/c0d0']

describe('counted disks', () => {
  it('are those whose bytes no other counted disk carries', () => {
    const host = recordedHost('server')
    expect([...countedDisks(host.files, names)]).toEqual(expected)
    host.close()
  })
  it('are told apart by name where there is no sysfs', () => {
    const host = recordedHost('nowhere')
    expect([...countedDisks(host.files, names)]).toEqual(expected)
    expect([
      ...countedDisks(host.files, ['nvme0n1', 'nvme0n1p1', 'nvme0n10', 'mmcblk1', 'mmcblk1p12']),
    ]).toEqual(['nvme0n1', 'nvme0n10', 'mmcblk1'])
    host.close()
  })
})
