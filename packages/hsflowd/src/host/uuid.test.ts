import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { APPLICATION_ID, hostUuid, usableUuid, uuidFromMachineId } from './uuid.ts'
import { recordedHost } from '../sources/recorded-host.test-helper.ts'

describe('host UUID', () => {
  it('takes the text of DMI as it is', () => {
    expect(usableUuid('4C4C4544-0042-3110-8036-B9C04F595931\n')).toBe('4c4c4544004231108036b9c04f595931')
  })

  it.each([
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    'fefefefe-fefe-fefe-fefe-fefefefefefe',
    'Not Settable',
    'uninitialized',
    '',
  ])('refuses %j', (text) => {
    expect(usableUuid(text)).toBeUndefined()
  })

  it('derives what systemd derives from the machine id', (ctx) => {
    const program = spawnSync('systemd-id128', ['machine-id', '-a', APPLICATION_ID], { encoding: 'utf8' })
    if (program.status !== 0) ctx.skip('systemd-id128 is not installed, or there is no machine id')
    expect(uuidFromMachineId(readFileSync('/etc/machine-id', 'utf8'))).toBe(program.stdout.trim())
  })

  it('prefers the firmware', () => {
    const host = recordedHost('server')
    expect(hostUuid(host.files)).toBe('4c4c4544004231108036b9c04f595931')
    host.close()
  })

  it('hides the machine id', () => {
    const id = '3d1219c7c4c5404aaa1f6d2a48adfda4'
    expect(uuidFromMachineId(id)).toMatch(/^[\da-f]{12}4[\da-f]{3}[89ab][\da-f]{15}$/)
    expect(uuidFromMachineId(id)).not.toBe(id)
  })
})
