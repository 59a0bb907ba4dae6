import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OvsErrorCode } from '../errors.ts'
import { bridge, row, state } from '../plan/database.test-helper.ts'
import { createWorld, off, wanted, type World } from './world.test-helper.ts'

const codes: OvsErrorCode[] = [
  'HSF_OVS_STALE',
  'HSF_OVS_UNSUPPORTED',
  'HSF_OVS_TIMEOUT',
  'HSF_OVS_UNREACHABLE',
  'HSF_OVS_OUTPUT',
]

type Step = { readonly what: string; readonly run: (world: World) => void }
const step = (what: string, run: (world: World) => void): Step => ({ what, run })

const steps = fc.oneof(
  fc
    .integer({ min: 1, max: 9 })
    .map((rate) => step(`want ${rate}`, (world) => world.keeper.want(wanted(rate), `rate ${rate}`))),
  fc.nat(20).map((number) => step(`bridge ${number}`, (world) => addOnce(world, number))),
  fc.nat(20).map((number) => step(`no bridge ${number}`, (world) => remove(world, number))),
  fc.nat(20).map((number) => step(`foreign row ${number}`, (world) => giveForeign(world, number))),
  fc.integer({ min: 10, max: 19 }).map((rate) => step(`drift ${rate}`, (world) => world.drift(rate))),
  fc.constantFrom(undefined, ...codes).map((code) =>
    step(`failure ${code}`, (world) => {
      world.failure = () => code
    }),
  ),
  fc.boolean().map((down) =>
    step(`switch down ${down}`, (world) => {
      world.switchIsDown = down
    }),
  ),
  fc.constantFrom<Step>(
    step('away', (world) => world.watch({ state: 'away', why: 'gone' })),
    step('off', (world) => world.keeper.want(off, 'off')),
    step('back', begin),
    step('blind', (world) => world.watch({ state: 'blind', why: 'missing' })),
    step('check', (world) => void world.keeper.check()),
    step('events', (world) => {
      for (let i = 0; i < 10; i++) world.event()
    }),
  ),
)

function begin(world: World): void {
  world.watch({ state: 'watching' })
  world.event('started')
}

function addOnce(world: World, number: number): void {
  if (!world.database.bridges.some(({ uuid }) => uuid === bridge(number).uuid)) world.addBridge(number)
}

function remove(world: World, number: number): void {
  const bridges = world.database.bridges.filter(({ uuid }) => uuid !== bridge(number).uuid)
  const used = new Set(bridges.map(({ sflow }) => sflow))
  world.change({ ...world.database, bridges, rows: world.database.rows.filter(({ uuid }) => used.has(uuid)) })
}

function giveForeign(world: World, number: number): void {
  remove(world, number)
  world.addBridge(number, row(100 + number, { sampling: 5000 }))
}

/** The most commands that began within any second. */
function mostInASecond(world: World): number {
  const times = world.commands.map(({ atMs }) => atMs)
  return Math.max(0, ...times.map((from, i) => times.slice(i).filter((atMs) => atMs < from + 1000).length))
}

it('whatever happens: one command at a time, not too many, and at the end all is as wanted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(steps, fc.constantFrom(0, 1, 7, 100, 3000, 70_000)), { maxLength: 40 }),
      fc.boolean(),
      fc.boolean(),
      async (script, modern, adopt) => {
        const world = createWorld({
          adopt,
          features: { marks: modern, collectsGarbage: modern, addresses: modern },
        })
        world.database = state([bridge(0)])
        world.keeper.want(wanted(1), 'rate 1')
        for (const [{ run }, waitMs] of script) {
          run(world)
          await world.clock.advance(waitMs)
        }
        world.failure = () => undefined
        world.switchIsDown = false
        begin(world)
        // As long as somebody who changed things again and again is given way to.
        await world.clock.advance(130_000)
        const { wanted: goal, trouble, unconfirmed } = world.keeper.status()
        expect(goal?.state === 'row' ? world.has(goal.columns.sampling!) : world.hasNone()).toBe(true)
        expect([trouble, unconfirmed, world.most]).toEqual([undefined, false, 1])
        // A burst of 100 passes, and 10 a second, of three commands each.
        expect(mostInASecond(world)).toBeLessThanOrEqual(330)
        const before = world.commands.length
        await world.clock.advance(600_000)
        expect(world.commands.length - before).toBeLessThanOrEqual(11)
      },
    ),
    { numRuns: 300 },
  )
})
