import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { createIndexAllocator } from './index-allocator.ts'
import { findStateDirectory, openStateDirectory, peekState } from './state-directory.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'state-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('the place: systemd, the host, the user', async () => {
  const place = { root: directory, home: '/home/u', environment: {} }
  expect(await findStateDirectory({ ...place, environment: { STATE_DIRECTORY: '/a:/b' } })).toBe('/a')
  expect(await findStateDirectory(place)).toBe('/home/u/.local/state/hsflowd')
  expect(await findStateDirectory({ ...place, environment: { XDG_STATE_HOME: '/s' } })).toBe('/s/hsflowd')
  await mkdir(join(directory, 'var/lib/hsflowd'), { recursive: true })
  expect(await findStateDirectory(place)).toBe(join(directory, 'var/lib/hsflowd'))
})

test('what is written is read, nothing else is left behind, and the last of many writes wins', async () => {
  const { log, lines } = createFakeLog()
  const state = openStateDirectory(join(directory, 'new/hsflowd'), log)
  expect(await state.read('a')).toBeUndefined()
  for (const value of [1, 2, 3, 4, 5]) void state.write('a', { value })
  await state.flush()
  expect(await state.read('a')).toEqual({ value: 5 })
  expect(await readdir(state.path)).toEqual(['a.json'])
  expect(lines).toEqual([])
})

test('what a killed process left of a file is removed before the first write', async () => {
  const { log, lines } = createFakeLog()
  const beyondAllPids = 4_194_305
  const others = ['a.json.1.1.tmp', `b.json.${beyondAllPids}.1.tmp`]
  for (const name of [...others, `a.json.${beyondAllPids}.1.tmp`, `a.json.${process.pid}.1.tmp`])
    await writeFile(join(directory, name), '')
  await openStateDirectory(directory, log).write('a', 1)
  expect((await readdir(directory)).toSorted()).toEqual(['a.json', ...others])
  expect(lines).toEqual([])
})

test.each([['{"half":'], [`"${'x'.repeat(5_000_000)}"`]])(
  'a corrupt file is put aside, and said once',
  async (content) => {
    const { log, lines } = createFakeLog()
    const state = openStateDirectory(directory, log)
    await writeFile(join(directory, 'a.json'), content)
    expect(await state.read('a')).toBeUndefined()
    expect(await state.read('a')).toBeUndefined()
    expect(await readFile(join(directory, 'a.json.bad'), 'utf8')).toBe(content)
    expect(lines).toHaveLength(1)
    await state.write('a', 1)
    expect(await state.read('a')).toBe(1)
  },
)

test('a link or a pipe in the place of a file is neither read nor waited for, and replaced by the next write', async () => {
  const { log, lines } = createFakeLog()
  const state = openStateDirectory(directory, log)
  const secret = join(directory, 'secret')
  await writeFile(secret, 'root:secret')
  await symlink(secret, join(directory, 'a.json'))
  execFileSync('mkfifo', [join(directory, 'b.json')])
  for (const name of ['a', 'b']) {
    expect(await state.read(name)).toBeUndefined()
    await state.write(name, 1)
    expect(await state.read(name)).toBe(1)
  }
  expect(lines).toHaveLength(2)
  expect(lines.join('')).not.toContain('root:')
  expect(await readFile(secret, 'utf8')).toBe('root:secret')
})

test('a directory that cannot be written to is said once, and again when it can', async () => {
  const { log, lines } = createFakeLog()
  const path = join(directory, 'file')
  await writeFile(path, '')
  const state = openStateDirectory(path, log)
  await state.write('a', 1)
  await state.write('a', 2)
  expect(lines).toHaveLength(1)
  await rm(path)
  await state.write('a', 3)
  expect(lines[1]).toMatch(/^info the state file is written again/)
  // What would not be read is not written; it is bytes that count.
  for (const tooBig of ['x'.repeat(5_000_000), '€'.repeat(2_000_000)]) {
    await state.write('a', tooBig)
    expect(await state.read('a')).toBe(3)
  }
})

test('who only looks changes nothing and is told of nothing, whatever is there', async () => {
  expect(await peekState(directory, 'a')).toBeUndefined()
  await writeFile(join(directory, 'a.json'), '{"b":1}')
  expect(await peekState(directory, 'a')).toEqual({ b: 1 })
  await writeFile(join(directory, 'a.json'), '{')
  execFileSync('mkfifo', [join(directory, 'b.json')])
  await symlink('/etc/passwd', join(directory, 'c.json'))
  for (const name of ['a', 'b', 'c', 'd']) expect(await peekState(directory, name)).toBeUndefined()
  expect((await readdir(directory)).toSorted()).toEqual(['a.json', 'b.json', 'c.json'])
})

const RANGE = { first: 100_000, last: 149_999 }

test('an index is of the range, one per key, the same in another run', () => {
  const keys = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 1000 }), (names, slack) => {
      const range = { first: 7, last: 6 + names.length + slack }
      const allocator = createIndexAllocator(range)
      const indices = names.map((name) => allocator.allocate(name))
      expect(new Set(indices).size).toBe(names.length)
      for (const index of indices) expect(index >= range.first && index <= range.last).toBe(true)
      const state: unknown = JSON.parse(JSON.stringify(allocator.state()))
      const next = createIndexAllocator({ ...range, state })
      // In another order: collisions do not swap, unlike without the state.
      for (const name of names.toReversed()) expect(next.allocate(name)).toBe(indices[names.indexOf(name)])
    }),
    { numRuns: 50 },
  )
})

test('without the state, the hash gives mostly the same', () => {
  const one = createIndexAllocator(RANGE)
  const other = createIndexAllocator(RANGE)
  const names = Array.from({ length: 100 }, (_, i) => `vm-${i}`)
  for (const name of names) one.allocate(name)
  const same = names.toReversed().filter((name) => other.allocate(name) === one.allocate(name))
  expect(same.length).toBeGreaterThan(95)
})

test('an index comes back to its owner; when room is needed, the longest gone gives way', () => {
  let changes = 0
  const allocator = createIndexAllocator({ first: 1, last: 3, onChange: () => changes++ })
  const [a, b] = [allocator.allocate('a'), allocator.allocate('b')]
  allocator.allocate('c')
  expect(() => allocator.allocate('d')).toThrowError(expect.objectContaining({ code: 'HSF_INDEX_FULL' }))
  allocator.release('b')
  allocator.release('a')
  expect(allocator.allocate('d')).toBe(b)
  expect(allocator.allocate('a')).toBe(a)
  expect(changes).toBe(4)
  allocator.release('unknown')
})

test('things that come and go do not fill the memory', () => {
  const allocator = createIndexAllocator(RANGE)
  for (let i = 0; i < 30_000; i++) {
    allocator.allocate(`container-${i}`)
    allocator.release(`container-${i}`)
  }
  expect(allocator.state().length).toBe(10_000)
})

test('a state of anything at all does no harm', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.array(fc.tuple(fc.string(), fc.integer({ min: -5, max: 20 })))),
      (state) => {
        const allocator = createIndexAllocator({ first: 1, last: 10, state })
        const indices = ['x', 'y', 'z'].map((key) => allocator.allocate(key))
        expect(new Set(indices).size).toBe(3)
        expect(Math.min(...indices)).toBeGreaterThanOrEqual(1)
        expect(Math.max(...indices)).toBeLessThanOrEqual(10)
      },
    ),
  )
})
