import { describe, expect, it } from 'vitest'
import { chosen } from './names.ts'
import { hsflowd } from './units/hsflowd.ts'
import type { ProgramUnit } from './units/program.ts'
import { wantedDropIns } from './wanted.ts'

const other: ProgramUnit = { ...hsflowd, name: 'other', dropIns: [{ name: 'net', for: '', service: [] }] }
const names = (list: readonly string[]) => {
  const { programs, dropIns } = chosen(list, [hsflowd, other])
  return [...programs, ...dropIns].map(({ name }) => name)
}

describe('what is installed', () => {
  it('is what is named, in the order of the table', () => {
    expect(names([])).toEqual([])
    expect(names(['net', 'other', 'lacp', 'hsflowd'])).toEqual(['hsflowd', 'other', 'lacp', 'net'])
  })

  it('names what there is when there is no such thing', () => {
    expect(() => names(['some-agent', 'other'])).toThrow(
      /some-agent; there is hsflowd, other, collector-dev, collector-namespace, lacp, ovs, shared-tmp, net/,
    )
  })

  it('is what the collectors of the configuration need', () => {
    const collector = { host: '192.0.2.1', port: 6343 }
    const none = { collectors: [], json: undefined, ovs: undefined }
    expect(wantedDropIns({ ...none, collectors: [collector] })).toEqual([])
    expect(
      wantedDropIns({
        ...none,
        collectors: [
          { ...collector, namespace: 'blue' },
          { ...collector, device: 'eth1' },
        ],
        json: { udpport: 36343, fifo: '/run/hsflowd/json.fifo' },
      }),
    ).toEqual(['collector-dev', 'collector-namespace'])
    const json = { udpport: undefined, fifo: '/tmp/hsflowd_json_fifo' }
    expect(wantedDropIns({ ...none, json })).toEqual(['shared-tmp'])
  })

  it('is what Open vSwitch needs, unless its database is on the network', () => {
    const of = (db?: string) => wantedDropIns({ collectors: [], json: undefined, ovs: { db } })
    expect(of()).toEqual(['ovs'])
    expect(of('unix:/run/other.sock')).toEqual(['ovs'])
    expect(of('tcp:127.0.0.1:6640')).toEqual([])
  })
})
