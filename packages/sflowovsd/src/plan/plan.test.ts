import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Wanted } from '../settings/wanted.ts'
import { after, bridge, columns, ours, row, state, uuid } from './database.test-helper.ts'
import { isOurs } from './mark.ts'
import { planChanges, type PlanOptions } from './plan.ts'
import type { SflowColumns, SwitchState } from './state.ts'

const modern: PlanOptions = { marks: true, collectsGarbage: true, addresses: true, adopt: false }
const adopting: PlanOptions = { ...modern, adopt: true }
const old: PlanOptions = { marks: false, collectsGarbage: false, addresses: false, adopt: false }
const wanted = (more: Partial<SflowColumns> = {}): Wanted => ({ state: 'row', columns: columns(more) })
const off: Wanted = { state: 'none', why: 'there is no collector' }

describe('a row for all bridges', () => {
  it('is made, and given to each bridge', () => {
    const bridges = [bridge(1), bridge(2)]
    expect(planChanges(state(bridges), wanted(), modern).changes).toEqual([
      { kind: 'create', columns: columns() },
      { kind: 'attach', bridge: bridges[0], to: 'created' },
      { kind: 'attach', bridge: bridges[1], to: 'created' },
    ])
  })

  it('is not made for no bridge: the database would remove it at once', () => {
    expect(planChanges(state([]), wanted(), modern).changes).toEqual([])
  })

  it('that is as wanted is left alone, whatever the order of its targets', () => {
    const targets = ['10.0.0.1:6343', '10.0.0.2:6343']
    const kept = ours(1, { targets: targets.toReversed() })
    const plan = planChanges(state([bridge(1, kept)], [kept]), wanted({ targets }), modern)
    expect(plan).toMatchObject({ changes: [], replaced: [], foreignChange: false })
  })

  it('gets just the columns that differ', () => {
    const kept = ours(1, { sampling: 100, agent: undefined })
    const plan = planChanges(state([bridge(1, kept)], [kept]), wanted(), modern)
    expect(plan.changes).toEqual([
      { kind: 'update', row: kept, columns: { agent: 'eth0', sampling: 400 }, mark: false },
    ])
    expect(plan.foreignChange).toBe(true)
    expect(plan.drifted).toEqual([
      `the row ${uuid(1)} (agent=(none) header=128 polling=20 sampling=100 targets=10.0.0.1:6343 external_ids:host-sflow-owner=sflowovsd) had been changed, and is put right`,
    ])
  })

  it('loses a column that is not wanted', () => {
    const kept = ours(1)
    const plan = planChanges(state([bridge(1, kept)], [kept]), wanted({ agent: undefined }), modern)
    expect(plan.changes).toEqual([{ kind: 'update', row: kept, columns: { agent: undefined }, mark: false }])
  })

  it('is given to a new bridge, which is no change of somebody else', () => {
    const kept = ours(1)
    const bridges = [bridge(1, kept), bridge(2)]
    const plan = planChanges(state(bridges, [kept]), wanted(), {
      ...modern,
      known: new Set([bridges[0]!.uuid]),
    })
    expect(plan.changes).toEqual([{ kind: 'attach', bridge: bridges[1], to: kept }])
    expect(plan.foreignChange).toBe(false)
  })

  it('is given back to a bridge that had it', () => {
    const kept = ours(1)
    const bridges = [bridge(1, kept), bridge(2)]
    const known = new Set(bridges.map((each) => each.uuid))
    expect(planChanges(state(bridges, [kept]), wanted(), { ...modern, known }).foreignChange).toBe(true)
  })

  it('of ours wins over others of ours that are on fewer bridges', () => {
    const [a, b] = [ours(1), ours(2)]
    const bridges = [bridge(1, a), bridge(2, b), bridge(3, b)]
    expect(planChanges(state(bridges, [a, b]), wanted(), modern).changes).toEqual([
      { kind: 'attach', bridge: bridges[0], to: b },
    ])
  })
})

describe('rows of somebody else', () => {
  const a = row(1, { sampling: 7, externalIds: new Map([['tool', 'x']]) })
  const b = row(2, { targets: ['192.0.2.9:6343'] })
  const bridges = [bridge(1, a), bridge(2, b)]

  it('are replaced by one of ours, and what they held is told', () => {
    const plan = planChanges(state(bridges, [a, b]), wanted(), modern)
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['create', 'attach', 'attach'])
    expect(plan.replaced).toEqual([
      `the row ${uuid(1)} (agent=eth0 header=128 polling=20 sampling=7 targets=10.0.0.1:6343 external_ids:tool=x) of bridge "br1" is replaced`,
      `the row ${uuid(2)} (agent=eth0 header=128 polling=20 sampling=400 targets=192.0.2.9:6343) of bridge "br2" is replaced`,
    ])
  })

  it('are adopted where that is asked for: one of them, for all bridges', () => {
    const plan = planChanges(state(bridges, [a, b]), wanted(), adopting)
    expect(plan.changes).toEqual([
      { kind: 'update', row: a, columns: { sampling: 400 }, mark: true },
      { kind: 'attach', bridge: bridges[1], to: a },
    ])
    expect(plan.replaced[0]).toContain('of somebody else is adopted')
  })

  it('are not adopted while there is one of ours', () => {
    const mine = ours(3)
    const plan = planChanges(state([bridge(1, a), bridge(2, mine)], [a, mine]), wanted(), adopting)
    expect(plan.changes).toMatchObject([{ kind: 'attach', to: mine }])
  })

  it('stay when nothing is wanted', () => {
    const mine = ours(3)
    const mixed = [bridge(1, a), bridge(2, mine)]
    const plan = planChanges(state(mixed, [a, mine]), off, modern)
    expect(plan.changes).toEqual([{ kind: 'detach', bridge: mixed[1] }])
    expect(plan.left).toEqual([{ uuid: uuid(1), text: expect.stringContaining(`${uuid(1)} (`) }])
  })
})

describe('Open vSwitch 1.0, without marks and without garbage collection', () => {
  it('keeps the row of most bridges and destroys the others', () => {
    const [a, b, c] = [row(1), row(2), row(3)]
    const bridges = [bridge(1, b), bridge(2, b), bridge(3, a)]
    expect(planChanges(state(bridges, [a, b, c]), wanted(), old).changes).toEqual([
      { kind: 'attach', bridge: bridges[2], to: b },
      { kind: 'destroy', row: a },
      { kind: 'destroy', row: c },
    ])
  })

  it('takes a row that no bridge has, of a transaction that was cut short', () => {
    const a = row(1)
    expect(planChanges(state([bridge(1)], [a]), wanted(), old).changes).toMatchObject([
      { kind: 'attach', to: a },
    ])
  })

  it('is left without any row when nothing is wanted', () => {
    const a = row(1)
    const bridges = [bridge(1, a)]
    expect(planChanges(state(bridges, [a]), off, old).changes).toEqual([
      { kind: 'detach', bridge: bridges[0] },
      { kind: 'destroy', row: a },
    ])
  })
})

describe('whatever the database holds', () => {
  const anyColumns = fc.record({
    agent: fc.option(fc.constantFrom('eth0', 'br0', '10.0.0.7'), { nil: undefined }),
    header: fc.option(fc.constantFrom(64, 128), { nil: undefined }),
    polling: fc.option(fc.constantFrom(0, 20), { nil: undefined }),
    sampling: fc.option(fc.constantFrom(1, 400), { nil: undefined }),
    targets: fc.subarray(['10.0.0.1:6343', '[::1]:6343', '10.0.0.2:7000'], { minLength: 1 }),
  })
  const anyState = fc
    .record({
      rows: fc.array(fc.tuple(anyColumns, fc.boolean()), { maxLength: 5 }),
      bridges: fc.array(fc.nat(6), { maxLength: 8 }),
    })
    .map(({ rows, bridges }): SwitchState => {
      const all = rows.map(([some, mine], i) => (mine ? ours : row)(i, some))
      return state(
        bridges.map((choice, i) => bridge(i, all[choice])),
        all,
      )
    })
  const anyOptions = fc
    .tuple(fc.constantFrom(modern, old), fc.boolean())
    .map(([options, adopt]) => ({ ...options, adopt }))

  it('one transaction makes it as wanted, and there is nothing to do then', () => {
    fc.assert(
      fc.property(anyState, anyColumns, anyOptions, (before, some, options) => {
        const want: Wanted = { state: 'row', columns: some }
        const then = after(before, planChanges(before, want, options).changes, options)
        expect(planChanges(then, want, options).changes).toEqual([])
        if (before.bridges.length === 0) return
        const [first] = then.bridges
        const result = then.rows.find(({ uuid: own }) => own === first!.sflow)!
        expect(then.bridges.map(({ sflow }) => sflow)).toEqual(then.bridges.map(() => result.uuid))
        expect({ ...result, targets: result.targets.toSorted() }).toMatchObject({
          ...some,
          targets: some.targets.toSorted(),
        })
        expect(isOurs(result, options)).toBe(true)
        expect(then.rows).toHaveLength(1)
      }),
      { numRuns: 2000 },
    )
  })

  it('turning it off takes away what is ours, and nothing else', () => {
    fc.assert(
      fc.property(anyState, anyOptions, (before, options) => {
        const then = after(before, planChanges(before, off, options).changes, options)
        expect(planChanges(then, off, options).changes).toEqual([])
        const mine = new Set(before.rows.filter((each) => isOurs(each, options)).map((each) => each.uuid))
        expect(then.bridges.map(({ sflow }) => sflow)).toEqual(
          before.bridges.map(({ sflow }) => (sflow === undefined || mine.has(sflow) ? undefined : sflow)),
        )
      }),
      { numRuns: 2000 },
    )
  })
})
