import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { linkSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findLeader, takeOffice, type Office } from './election.ts'
import { createPlace, type Place } from './place.ts'
import { scratch } from './share.test-helper.ts'

/** As members do it: look, and try, until somebody leads. */
async function elect(place: Place): Promise<Office | undefined> {
  for (;;) {
    const found = await findLeader(place)
    if ('leader' in found) {
      found.leader.destroy()
      return undefined
    }
    if (!('dead' in found)) continue
    const office = await takeOffice(place, found.dead, randomBytes(6).toString('hex'), (socket) =>
      socket.destroy(),
    )
    if (office !== undefined) return office
  }
}

test.each([2, 10])('of %i that try at the same moment one is elected, fifty times', async (count) => {
  const place = createPlace(scratch(), 'k')
  for (let round = 0; round < 50; round++) {
    const elected = (await Promise.all(Array.from({ length: count }, () => elect(place)))).filter(
      (office) => office !== undefined,
    )
    expect(elected).toHaveLength(1)
    expect(await elected[0]!.holds()).toBe(true)
    // Every other time it is as if it had been killed: its name stays.
    elected[0]!.leave(round % 2 === 0)
  }
  expect(readdirSync(place.directory)).toEqual([])
})

test('the names of the dead are cleared away, those of others are not', async () => {
  const place = createPlace(scratch(), 'k')
  const dead = createServer().listen({ path: join(place.directory, 'dead') })
  for (const name of ['k.3.sock', 'k.4.sock', 'k.abc.new', 'other.9.sock'])
    linkSync(join(place.directory, 'dead'), join(place.directory, name))
  await new Promise((resolve) => dead.close(resolve))
  writeFileSync(join(place.directory, 'k.2.sock'), 'no socket at all')
  const office = (await elect(place))!
  expect(office.generation).toBe(5)
  expect(readdirSync(place.directory).toSorted()).toEqual(['k.5.sock', 'other.9.sock'])
  office.leave(false)
})

test('the last generation that there can be is followed by the first', async () => {
  const place = createPlace(scratch(), 'k')
  writeFileSync(place.pathOf(999_999_999_999), '')
  const office = (await elect(place))!
  expect(office.generation).toBe(1)
  office.leave(false)
})

test('an office is lost with its name, or when a later one is held', async () => {
  const place = createPlace(scratch(), 'k')
  const office = (await elect(place))!
  const later = (await takeOffice(place, [office.generation], 'b', (socket) => socket.destroy()))!
  expect([await office.holds(), await later.holds()]).toEqual([false, true])
  rmSync(place.pathOf(later.generation))
  expect(await later.holds()).toBe(false)
  // It is not removed by who has lost it.
  writeFileSync(place.pathOf(later.generation), '')
  later.leave(false)
  expect(readdirSync(place.directory)).toContain('k.2.sock')
  office.leave(false)
})

test('what other groups have left long ago is cleared away, what lives is not', async () => {
  const place = createPlace(scratch(), 'k')
  const pathOf = (name: string): string => join(place.directory, name)
  const dead = createServer().listen({ path: pathOf('dead') })
  const alive = createServer((socket) => socket.destroy()).listen({ path: pathOf('0-1.7.sock') })
  onTestFinished(() => void alive.close())
  for (const name of ['0-2.1.sock', '0-3.4.sock', '0-3.abc.new', '0-4.1.sock'])
    linkSync(pathOf('dead'), pathOf(name))
  await new Promise((resolve) => dead.close(resolve))
  writeFileSync(pathOf('notes'), '')
  // All names of one file are as old as it is.
  writeFileSync(pathOf('0-5.1.sock'), '')
  const longAgo = Date.now() / 1000 - 7200
  for (const name of ['0-1.7.sock', '0-2.1.sock', 'notes']) utimesSync(pathOf(name), longAgo, longAgo)
  const office = (await elect(place))!
  await vi.waitFor(() =>
    expect(readdirSync(place.directory).toSorted()).toEqual([
      '0-1.7.sock',
      '0-5.1.sock',
      'k.1.sock',
      'notes',
    ]),
  )
  office.leave(false)
})
