import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../test/kit/fake-clock.ts'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { keepAgentStatus, type AgentReport } from './agent-status.ts'
import { processStart } from './process-start.ts'
import { readAgentStatuses } from './read-agent-statuses.ts'
import { agentDirectories } from './run-directories.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'status-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const report: AgentReport = {
  version: '0.1.0',
  settings: { file: '/etc/hsflowd.auto', revision: 3 },
  agentAddress: '10.0.0.1',
  subAgentId: 100_000,
  collectors: [],
  counters: { datagrams: 1 },
  lastError: null,
}

test('directories: of the host, of the user', () => {
  expect(agentDirectories({ root: '/r', environment: { XDG_RUNTIME_DIR: '/run/user/7' } })).toEqual([
    '/r/run/hsflowd/agents',
    '/run/user/7/hsflowd/agents',
  ])
  expect(agentDirectories({ environment: {} })).toEqual(['/run/hsflowd/agents'])
})

test('a status is written, read by others while the process lives, and removed at the end', async () => {
  const { log, lines } = createFakeLog()
  const directories = [join(root, 'agents')]
  const status = keepAgentStatus({ name: 'hsflowd', log, report: () => report, directories })
  const read = await vi.waitFor(async () => {
    const found = await readAgentStatuses({ directories })
    expect(found).toHaveLength(1)
    return found[0]!
  })
  expect(read).toMatchObject({ ...report, name: 'hsflowd', pid: process.pid })
  await status.stop()
  expect(await readdir(directories[0]!)).toEqual([])
  expect(lines).toEqual([])
})

test('the process is told of, and what only this program knows; both are there for readers', async () => {
  const { log } = createFakeLog()
  const directories = [join(root, 'agents')]
  const details = { sources: [{ name: 'cpu', lastMs: 0.5 }] }
  const status = keepAgentStatus({ name: 'x', log, report: () => ({ ...report, details }), directories })
  const [read] = await vi.waitFor(async () => {
    const found = await readAgentStatuses({ directories })
    expect(found).toHaveLength(1)
    return found
  })
  await status.stop()
  expect(read!.details).toEqual(details)
  expect(read!.process).toMatchObject({ uid: process.geteuid?.() ?? null, gid: process.getegid?.() ?? null })
  expect(read!.process!.rssBytes).toBeGreaterThan(1_000_000)
  expect(read!.process!.uptimeMs).toBeGreaterThan(0)
})

test('details that make the file too big are left out rather than the agent', async () => {
  const { log } = createFakeLog()
  const directories = [join(root, 'agents')]
  const details = { much: 'x'.repeat(300_000) }
  const status = keepAgentStatus({ name: 'x', log, report: () => ({ ...report, details }), directories })
  const [read] = await vi.waitFor(async () => {
    const found = await readAgentStatuses({ directories })
    expect(found).toHaveLength(1)
    return found
  })
  await status.stop()
  expect(read).toMatchObject(report)
  expect(read).not.toHaveProperty('details')
})

test('it is written at most every 2 s, and every 10 s when nothing happens', async () => {
  const { log } = createFakeLog()
  const clock = createFakeClock()
  let writes = 0
  const status = keepAgentStatus({
    name: 'x',
    log,
    clock,
    directories: [join(root, 'agents')],
    report() {
      writes++
      return report
    },
  })
  const wrote = (count: number) => vi.waitFor(() => expect(writes).toBe(count))
  await wrote(1)
  for (let i = 0; i < 19; i++) {
    status.changed()
    await clock.advance(100)
  }
  expect(writes).toBe(1)
  await clock.advance(100)
  await wrote(2)
  await clock.advance(9999)
  expect(writes).toBe(2)
  await clock.advance(1)
  await wrote(3)
  await status.stop()
  status.changed()
  expect(clock.timers).toBe(0)
})

test('an unwritable place is passed over; when all are, that is said once', async () => {
  const { log, lines } = createFakeLog()
  const clock = createFakeClock()
  const blocked = join(root, 'blocked')
  await writeFile(blocked, '')
  const second = join(root, 'second')
  const status = keepAgentStatus({
    name: 'x',
    log,
    clock,
    directories: [join(blocked, 'a'), second],
    report: () => report,
  })
  await status.stop()
  expect(lines).toEqual([])

  const other = keepAgentStatus({
    name: 'x',
    log,
    clock,
    directories: [join(blocked, 'a')],
    report: () => report,
  })
  await clock.advance(10_000)
  await other.stop()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^warn the status file cannot be written.*ENOTDIR/)
})

test('files of dead processes, of others with their pid, and of no meaning are passed over', async () => {
  const directory = join(root, 'agents')
  await mkdir(directory)
  const start = await processStart(process.pid)
  const put = (name: string, value: unknown) =>
    writeFile(join(directory, name), typeof value === 'string' ? value : JSON.stringify(value))
  const good = { name: 'good', pid: process.pid, start: start ?? null, writtenAt: '2026-01-01T00:00:00.000Z' }
  await put('good.1.json', good)
  await put('alive.1.json', { ...good, name: 'alive', start: null })
  await put('reused.1.json', { ...good, start: '1' })
  await put('dead.2.json', { ...good, pid: 4_194_305 })
  await put('broken.3.json', '{"name":')
  await put('empty.4.json', '')
  await put('null.5.json', 'null')
  await put('negative.6.json', { ...good, pid: -1, start: null })
  await put('huge.7.json', { ...good, x: 'x'.repeat(300_000) })
  await put('good.1.json.99.1.tmp', good)
  await mkdir(join(directory, 'directory.8.json'))
  const names = (await readAgentStatuses({ directories: [directory, join(root, 'none')] })).map(
    ({ name }) => name,
  )
  expect(names).toEqual(['alive', 'good'])
})

/** Beyond the greatest pid of Linux (PID_MAX_LIMIT). */
const DEAD = 4_194_305

test('a pipe among the files is not waited for', async () => {
  execFileSync('mkfifo', [join(root, `agent.${process.pid}.json`)])
  expect(await readAgentStatuses({ directories: [root] })).toEqual([])
})

test('what dead agents of its name have left is removed at the start, and nothing else', async () => {
  const directory = join(root, 'agents')
  await mkdir(directory)
  const others = ['x.1.json', 'x.y.json', `xy.${DEAD}.json`, `x.${DEAD}.json.bak`, `x.y.${DEAD}.json`]
  // Also of a process that had this one's pid, as all have in a container.
  const left = [
    `x.${DEAD}.json`,
    `x.${DEAD}.json.${DEAD}.3.tmp`,
    `x.${process.pid}.json.${process.pid}.1.tmp`,
  ]
  for (const name of [...others, ...left]) await writeFile(join(directory, name), '{}')
  const { log, lines } = createFakeLog()
  const status = keepAgentStatus({ name: 'x', log, report: () => report, directories: [directory] })
  await status.stop()
  expect((await readdir(directory)).toSorted()).toEqual(others.toSorted())
  expect(lines).toEqual([])
})

test('files of dead agents, however many, do not hide one that runs', async () => {
  const directory = join(root, 'agents')
  await mkdir(directory)
  const start = (await processStart(process.pid)) ?? null
  const status = { name: 'x', pid: process.pid, start, writtenAt: '2026-01-01T00:00:00.000Z' }
  for (let i = 0; i < 300; i++) await writeFile(join(directory, `x.${DEAD + i}.json`), '{}')
  await writeFile(join(directory, `x.${process.pid}.json`), JSON.stringify(status))
  expect(await readAgentStatuses({ directories: [directory] })).toHaveLength(1)
})

test('the start of a process, whatever its name', async () => {
  await mkdir(join(root, 'proc/7'), { recursive: true })
  const rest = Array.from({ length: 30 }, (_, i) => i + 4).join(' ')
  await writeFile(join(root, 'proc/7/stat'), `7 (a) b (c) S ${rest}\n`)
  expect(await processStart(7, root)).toBe('22')
  expect(await processStart(8, root)).toBeUndefined()
  const own = (await readFile('/proc/self/stat', 'utf8').catch(() => '')).split(') ')[1]?.split(' ')[19]
  expect(await processStart(process.pid)).toBe(own)
})
