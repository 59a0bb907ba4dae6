import { encodeDatagram, ifCounters, type Datagram } from '@host-sflow/sflow-encoder'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { debianPackages, requirePackages, type Requirement } from '../apt.mjs'
import { startHsflowd } from '../hsflowd.ts'
import { countersOf, fieldsOf, isHost, runFor } from '../sent.ts'
import { tsharkDecode, type TsharkDatagram } from '../tshark.ts'

const [ADMIN_UP, OPER_UP] = [1, 2]
const ALL_ONES = 2 ** 32 - 1

/** The interface counters of a datagram that was sent, as tshark prints them. */
function interfacesOf(datagram: Datagram): Record<string, string>[] {
  return countersOf(datagram).flatMap((sample) => {
    const generic = fieldsOf(sample, ifCounters)
    if (generic === undefined) return []
    const { ifStatus, ...others } = generic
    const status = ifStatus ?? ALL_ONES
    const values = {
      ...others,
      ifAdminStatus: (status & ADMIN_UP) / ADMIN_UP,
      ifOperStatus: (status & OPER_UP) / OPER_UP,
    }
    return [Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]))]
  })
}

const text = (value: number | bigint | null): string => String(value ?? ALL_ONES)

const seenInterfaces = ({ samples }: TsharkDatagram) =>
  samples.flatMap(({ records }) => records.filter(({ tag, reliable }) => tag === '0:1' && reliable))

describe('tshark', () => {
  let packages: Requirement
  let sent: Datagram[]
  let seen: TsharkDatagram[]

  beforeAll(async () => {
    packages = await requirePackages(debianPackages.tshark)
    if (!packages.ok) return
    const hsflowd = await startHsflowd({ ports: [] })
    try {
      sent = await runFor(3, hsflowd)
    } finally {
      await hsflowd.stop()
    }
    seen = await tsharkDecode(hsflowd.sent())
  })
  beforeEach((ctx) => {
    if (!packages.ok) ctx.skip(packages.reason)
  })

  it('agrees on the header of each datagram of hsflowd', () => {
    const expected = sent.map((datagram) => ({
      agent_address: datagram.agent_address,
      sub_agent_id: text(datagram.sub_agent_id),
      sequence_number: text(datagram.sequence_number),
      uptime: text(datagram.uptime),
      samples: text(datagram.samples.length),
    }))
    expect(seen.map(({ fields }) => fields)).toMatchObject(expected)
  })

  it('finds every sample, the last one of a datagram being that of the host', () => {
    const samples = sent.map(countersOf)
    expect(seen.map((datagram) => datagram.samples)).toMatchObject(
      samples.map((list) =>
        list.map(({ sequence_number, source_id, records }) => ({
          tag: '0:4',
          fields: {
            sequence_number: text(sequence_number),
            source_class: text(source_id.class),
            source_index: text(source_id.index),
            records: text(records.length),
          },
        })),
      ),
    )
    for (const list of samples) expect(list.slice(0, -1).some(isHost)).toBe(false)
  })

  it('reads every interface counter', () => {
    const expected = sent.map(interfacesOf)
    expect(seen.map((datagram) => seenInterfaces(datagram).map(({ fields }) => fields))).toMatchObject(
      expected,
    )
    expect(expected.flat().length).toBeGreaterThanOrEqual(3)
  })

  it('finds nothing malformed in the samples of interfaces', async () => {
    const interfaces = sent.map((datagram) => ({
      ...datagram,
      samples: datagram.samples.filter((_, i) => !isHost(countersOf(datagram)[i]!)),
    }))
    const alone = await tsharkDecode(interfaces.map(encodeDatagram))
    expect(alone.map(({ malformed }) => malformed)).toEqual(alone.map(() => false))
    expect(alone.flatMap(({ samples }) => samples.flatMap(({ records }) => records))).toSatisfy(
      (records: { reliable: boolean }[]) => records.every(({ reliable }) => reliable),
    )
  })

  it('cannot read the records of the host', () => {
    const hosts = seen.flatMap(({ samples }) =>
      samples.filter(({ fields }) => fields['source_class'] === '2'),
    )
    expect(hosts.length).toBeGreaterThanOrEqual(3)
    // Whether it finds the datagram malformed, too, depends on the values that it takes for lengths.
    for (const { records } of hosts) {
      expect(records[0]).toMatchObject({ tag: '0:2000', reliable: true })
      expect(records.slice(1).filter(({ reliable }) => reliable)).toEqual([])
    }
  })
})
