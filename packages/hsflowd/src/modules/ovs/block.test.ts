import { describe, expect, it } from 'vitest'
import { readConfig } from '../../config/read-config.ts'
import { diffSettings } from '../../settings/diff.ts'
import { mergeSettings } from '../../settings/merge.ts'
import { noLayers } from '../../settings/plain.test-helper.ts'
import { optionsOf } from './ovs.ts'

const read = (block: string) => readConfig(`sflow {\n  collector { ip = ::1 }\n  ${block}\n}\n`, 'x')

function effective(block: string) {
  const { config, errors } = read(block)
  expect(errors).toEqual([])
  return mergeSettings({ ...noLayers, file: { name: 'x', config: config! } })
}

describe('ovs { }', () => {
  it.each([
    ['', undefined],
    ['ovs { }', {}],
    ['ovs { db = unix:/run/my ovs/db.sock }', undefined],
    ['ovs { db = "unix:/run/my ovs/db.sock" }', { db: 'unix:/run/my ovs/db.sock' }],
    ['ovs { db = unix:db.sock }', { db: 'unix:db.sock' }],
    [
      'ovs { db = tcp:10.0.0.7:6640 adopt = ON onexit = Remove }',
      { db: 'tcp:10.0.0.7:6640', adopt: true, onExit: 'remove' },
    ],
    ['ovs { db = tcp:[2001:db8::1]:6640 }', { db: 'tcp:[2001:db8::1]:6640' }],
    ['ovs { db = tcp:[fe80::1%eth0] }', { db: 'tcp:[fe80::1%eth0]' }],
    ['ovs { db = tcp:ovs.example.com }', { db: 'tcp:ovs.example.com' }],
  ])('%s', (block, expected) => {
    const { config } = read(block)
    expect(config?.blocks.ovs).toEqual(expected)
  })

  it.each([
    ['ovs { db = /run/db.sock }', '3:14: error: a socket is named so: unix:/run/db.sock, for example db = '],
    ['ovs { db = punix:/run/db.sock }', '3:14: error: punix: is for servers, write unix:/run/db.sock'],
    ['ovs { db = 10.0.0.7 }', '3:14: error: the database of Open vSwitch is unix:SOCKET or tcp:HOST:PORT'],
    [
      'ovs { db = ssl:10.0.0.7:6640 }',
      '3:14: error: the database of Open vSwitch is unix:SOCKET or tcp:HOST:PORT; ssl: needs keys that cannot be given here',
    ],
    ['ovs { db = tcp:10.0.0.7:0 }', '3:14: error: the database of'],
    ['ovs { db = tcp:10.0.0.7:65536 }', '3:14: error: the database of'],
    ['ovs { db = tcp:fe80::1:6640 }', '3:14: error: the database of'],
    ['ovs { db = "unix:" }', '3:14: error: the database of'],
    ['ovs { adopt = yes }', '3:17: error: on or off is needed: write on'],
    ['ovs { onExit = stop }', '3:18: error: one of keep, remove is needed, for example onExit = remove'],
    ['ovs { onexti = keep }', '3:9: error: unknown ovs setting "onexti", did you mean "onExit"?'],
  ])('%s', (block, expected) => {
    const { config, errors } = read(block)
    expect(config).toBeUndefined()
    expect(errors.map((text) => text.split('\n')[0])).toEqual([expect.stringContaining(`x:${expected}`)])
  })

  it.each([
    ['ovs { }', 'ovs { db = unix:/a adopt = on }', 'ovs: on -> db unix:/a adopt on (x:3)'],
    ['ovs { onExit = keep }', 'ovs { onExit = remove }', 'ovs: onExit keep -> onExit remove (x:3)'],
    ['ovs { adopt = off }', '', 'ovs: adopt off -> not set (default)'],
  ])('%s, then %s: the change is seen', (before, after, expected) => {
    expect(diffSettings(effective(before), effective(after))).toEqual([expected])
  })

  it.each([
    ['ovs { }', false, '--on-exit keep'],
    ['ovs { adopt = off onExit = keep }', true, '--on-exit keep'],
    ['ovs { }', true, '--on-exit remove'],
    ['ovs { db = unix:/a adopt = on onExit = remove }', false, '--db unix:/a --adopt --on-exit remove'],
  ])('%s, all silent on exit %s: sflowovsd %s', (block, silentOnExit, expected) => {
    expect(optionsOf(effective(block).settings.ovs!, silentOnExit).join(' ')).toBe(expected)
  })
})
