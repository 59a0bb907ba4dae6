import { describe, expect, it } from 'vitest'
import { renderDropIn, renderUnit } from './render-unit.ts'
import type { ProgramUnit } from './units/program.ts'

const unit: ProgramUnit = {
  name: 'some-agent',
  description: 'An agent',
  documentation: 'man:some-agent(8)',
  configured: true,
  unit: [['After', 'hsflowd.service']],
  service: [['RuntimeDirectory', 'some-agent']],
  dropIns: [{ name: 'net', for: 'the network', service: [['AmbientCapabilities', 'CAP_NET_RAW']] }],
}
const lines = (text: string): string[] => text.trim().split('\n')

describe('a unit', () => {
  const text = renderUnit(unit, { node: '/opt/my node/bin/node', script: '/opt/100%/a.js' }, 'sflow')

  it('has the program, absolute and quoted, both where it starts and where it is reloaded', () => {
    const command = '"/opt/my node/bin/node" /opt/100%%/a.js'
    expect(lines(text)).toContain(`ExecStart=${command}`)
    expect(lines(text)).toContain(`ExecReload=${command} --check`)
  })

  it('has the lines of its row, the user, and nothing twice that systemd would take once', () => {
    expect(lines(text)).toEqual(
      expect.arrayContaining(['After=hsflowd.service', 'User=sflow', 'RuntimeDirectory=some-agent']),
    )
    const lists = new Set(['EnvironmentFile', 'ExecReload', 'SystemCallFilter'])
    const once = lines(text)
      .filter((line) => line.includes('='))
      .map((line) => line.slice(0, line.indexOf('=')))
      .filter((key) => !lists.has(key))
    expect(once).toEqual([...new Set(once)])
  })

  it('is hardened, but for what its row says itself, and checks a configuration only where there is one', () => {
    expect(lines(text)).toEqual(expect.arrayContaining(['CapabilityBoundingSet=', 'PrivateUsers=yes']))
    const service = [['PrivateUsers', 'no']] as const
    const other = lines(
      renderUnit({ ...unit, service, configured: false }, { node: '/n', script: '/s' }, 'u'),
    )
    expect(other.filter((line) => line.startsWith('PrivateUsers'))).toEqual(['PrivateUsers=no'])
    expect(other.filter((line) => line.startsWith('ExecReload'))).toHaveLength(1)
  })

  it('says first how to change it', () => {
    expect(lines(text)[0]).toBe(
      '# Made by hsflowd install; changes belong into a drop-in: systemctl edit some-agent',
    )
  })

  it('is widened by a drop-in, which says what for', () => {
    expect(renderDropIn(unit.dropIns[0]!)).toBe(
      '# Made by hsflowd install; for the network\n[Service]\nAmbientCapabilities=CAP_NET_RAW\n',
    )
  })
})
