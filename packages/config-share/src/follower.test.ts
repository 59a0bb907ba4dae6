import {
  chmod,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory, until } from '../test/helpers.ts'
import { settingsNumber } from '../test/settings-number.ts'
import type { SharedFileProblem } from './errors.ts'
import { followSharedFile } from './follower.ts'
import type { FollowerOptions } from './follower.ts'
import { formatSharedFile } from './format.ts'

const textOf = (polling: number, revision: number) =>
  formatSharedFile({ state: 'settings', settings: settingsNumber(polling) }, revision)

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
}

/** A follower that notes down what it says: a number for settings (their polling), a word for anything else. */
function follow(paths: readonly string[], more: Partial<FollowerOptions> = {}) {
  const events: (number | string)[] = []
  const problems: SharedFileProblem[] = []
  const follower = followSharedFile({
    paths,
    pollIntervalMs: 20,
    onChange: ({ content }) => {
      events.push(content.state === 'settings' ? content.settings.polling : 'silent')
    },
    onProblem: (problem) => {
      problems.push(problem)
      events.push(problem.code.replace('HSF_SHARED_', ''))
    },
    onRecovered: () => {
      events.push('recovered')
    },
    ...more,
  })
  onTestFinished(() => follower.stop())
  const seen = (...expected: (number | string)[]) =>
    until(`${expected.join()} (now ${events.join()})`, () => events.join() === expected.join()).then(() =>
      expect(events).toEqual(expected),
    )
  return { follower, events, problems, seen }
}

test('settings are there with the first look, and changes come', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower, events, seen } = follow([path])
  await follower.ready
  expect(events).toEqual([1])
  expect(follower.current()).toMatchObject({
    path,
    revision: 1,
    content: { settings: { hostname: 'host1' } },
  })
  await replace(path, textOf(2, 2))
  await seen(1, 2)
  await replace(path, formatSharedFile({ state: 'silent', identity: {} }, 3))
  await seen(1, 2, 'silent')
  await replace(path, textOf(2, 4))
  await seen(1, 2, 'silent', 2)
})

test('a change is heard of through the directory, long before the next look', async () => {
  const directory = await temporaryDirectory()
  const path = join(directory, 'auto')
  await writeFile(path, textOf(1, 1))
  await mkdir(join(directory, 'etc'))
  await symlink(path, join(directory, 'etc/auto'))
  for (const name of [path, join(directory, 'etc/auto')]) {
    const { follower } = follow([name], { pollIntervalMs: 3_600_000 })
    await follower.ready
    const revision = (follower.current()?.revision ?? 0) + 1
    await replace(path, textOf(2, revision))
    await until('noticed', () => follower.current()?.revision === revision, 1000)
    await follower.stop()
  }
})

// Again if need be: a busy machine may take longer than the 100 ms that the interval leaves.
test(
  'a change is in force within a second without any watch, at the default interval',
  { retry: 2 },
  async () => {
    const path = join(await temporaryDirectory(), 'auto')
    await writeFile(path, textOf(1, 1))
    const follower = followSharedFile({ paths: [path], watch: false, onChange: () => undefined })
    onTestFinished(() => follower.stop())
    await follower.ready
    await replace(path, textOf(2, 2))
    await until('noticed', () => follower.current()?.revision === 2, 1000)
  },
)

test('bad states keep the last good settings; each is said once, and once that it is over', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower, events, problems, seen } = follow([path])
  await follower.ready
  await rm(path)
  await seen(1, 'MISSING')
  await writeFile(path, '')
  await seen(1, 'MISSING', 'EMPTY')
  await writeFile(path, textOf(2, 2).slice(0, -3))
  await seen(1, 'MISSING', 'EMPTY', 'TORN')
  await rm(path)
  await sleep(200)
  await replace(path, textOf(2, 2).replace('polling=2', 'polling=x'))
  await seen(1, 'MISSING', 'EMPTY', 'TORN', 'VALUE')
  expect(problems.at(-1)).toMatchObject({ file: path, line: 7, column: 9 })
  expect(follower.problem()).toEqual(problems.at(-1))
  expect(follower.current()?.content).toMatchObject({ settings: { polling: 1 } })
  await replace(path, textOf(2, 3))
  await seen(1, 'MISSING', 'EMPTY', 'TORN', 'VALUE', 'recovered', 2)
  expect(follower.problem()).toBeUndefined()
  await sleep(100)
  expect(events).toHaveLength(7)
})

test('a file that comes back as it was is a recovery and no change', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower, seen } = follow([path])
  await follower.ready
  await rename(path, `${path}.away`)
  await seen(1, 'MISSING')
  await rename(`${path}.away`, path)
  await seen(1, 'MISSING', 'recovered')
})

test('a file that has been wrong for long is said with the first look', async () => {
  // This one is as old as its checkout.
  const path = fileURLToPath(import.meta.url)
  await sleep(Math.max(0, 2100 - (Date.now() - (await stat(path)).ctimeMs)))
  const { follower, events } = follow([path])
  await follower.ready
  expect(events).toEqual(['SYNTAX'])
  expect(follower.problem()).toMatchObject({ file: path, line: 1, column: 1 })
  await follower.look()
  expect(events).toEqual(['SYNTAX'])
})

test('waiting for a file, even for its directory, is said once', async () => {
  const directory = join(await temporaryDirectory(), 'run')
  const path = join(directory, 'auto')
  const { follower, seen, problems } = follow([path])
  await follower.ready
  await seen('MISSING')
  expect(problems[0]?.message).toContain(path)
  await mkdir(directory)
  await replace(path, textOf(1, 1))
  await seen('MISSING', 'recovered', 1)
  // A directory that is made anew is watched anew.
  await rm(directory, { recursive: true })
  await seen('MISSING', 'recovered', 1, 'MISSING')
  await mkdir(directory)
  await replace(path, textOf(2, 2))
  await seen('MISSING', 'recovered', 1, 'MISSING', 'recovered', 2)
})

test('a half-written file that is finished in time is never mentioned', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower, seen } = follow([path])
  await follower.ready
  await writeFile(path, textOf(2, 2).slice(0, 100))
  await sleep(30)
  await replace(path, textOf(2, 2))
  await seen(1, 2)
})

test('a link that is pointed elsewhere is followed, and then the new directory is watched', async () => {
  const directory = await temporaryDirectory()
  for (const name of ['a', 'b']) {
    await mkdir(join(directory, name))
    await writeFile(join(directory, name, 'auto'), textOf(name === 'a' ? 1 : 2, 1))
  }
  const link = join(directory, 'link')
  await symlink('a/auto', link)
  const { follower, seen } = follow([link], { pollIntervalMs: 3_600_000 })
  await follower.ready
  await symlink('b/auto', `${link}.tmp`)
  await rename(`${link}.tmp`, link)
  await seen(1, 2)
  await follower.look()
  await replace(join(directory, 'b/auto'), textOf(3, 2))
  await seen(1, 2, 3)
})

test('without any watch, files that have been the same for long: a link, a directory and its loss are noticed', async () => {
  const directory = await temporaryDirectory()
  const path = join(directory, 'link/auto')
  for (const [i, name] of ['a', 'b', 'c'].entries()) {
    await mkdir(join(directory, name))
    await writeFile(join(directory, name, 'auto'), textOf(i + 1, i + 1))
  }
  await symlink('a', join(directory, 'link'))
  // Longer than the times of files are coarse.
  await sleep(2100)
  const { seen } = follow([path], { watch: false })
  await seen(1)
  await symlink('b', join(directory, 'new'))
  await rename(join(directory, 'new'), join(directory, 'link'))
  await seen(1, 2)
  await rename(join(directory, 'b'), join(directory, 'old'))
  await seen(1, 2, 'MISSING')
  await rename(join(directory, 'c'), join(directory, 'b'))
  await seen(1, 2, 'MISSING', 'recovered', 3)
})

test('the first file that exists counts; a worse place never takes over from a better one', async () => {
  const directory = await temporaryDirectory()
  const [better, worse] = [join(directory, 'better'), join(directory, 'worse')]
  await writeFile(worse, textOf(2, 1))
  const { follower, seen } = follow([better, worse])
  await follower.ready
  await seen(2)
  await writeFile(better, textOf(1, 1))
  await seen(2, 1)
  await rm(better)
  await seen(2, 1, 'MISSING')
  await replace(worse, textOf(3, 2))
  await sleep(100)
  await seen(2, 1, 'MISSING')
})

test('two texts of equal size and revision in the same moment: the second one counts in the end', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  const moment = new Date()
  await writeFile(path, textOf(1, 1))
  await utimes(path, moment, moment)
  const { follower, seen } = follow([path], { watch: false })
  await follower.ready
  await writeFile(path, textOf(2, 1))
  await utimes(path, moment, moment)
  await seen(1, 2)
})

test('only a new revision is a change without new content', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const changes: boolean[] = []
  const { follower } = follow([path], { onChange: ({ contentChanged }) => changes.push(contentChanged) })
  await follower.ready
  await replace(path, textOf(1, 2))
  await until('two changes', () => changes.length === 2)
  expect(changes).toEqual([true, false])
})

test('what is no file is said: a directory, a file too big, a link to itself', async () => {
  const directory = await temporaryDirectory()
  const path = join(directory, 'auto')
  const pointTo = async (target: string) => {
    await symlink(target, `${path}.tmp`)
    await rename(`${path}.tmp`, path)
  }
  await pointTo('.')
  const { follower, seen } = follow([path])
  await follower.ready
  await seen('NOT_FILE')
  await writeFile(join(directory, 'big'), '')
  await truncate(join(directory, 'big'), 2 ** 40)
  await pointTo('big')
  await seen('NOT_FILE', 'TOO_BIG')
  await pointTo('auto')
  await seen('NOT_FILE', 'TOO_BIG', 'UNREADABLE')
})

test('after stop nothing is called any more, and looking ends', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower, events } = follow([path])
  const stopping = follower.stop()
  await stopping
  await follower.ready
  await replace(path, textOf(2, 2))
  await follower.look()
  await sleep(60)
  expect(events).toEqual([])
})

test('many wishes to look share one look that begins after them', async () => {
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  const { follower } = follow([path], { pollIntervalMs: 3_600_000, watch: false })
  const early = follower.look()
  await writeFile(path, textOf(2, 2))
  const late = follower.look()
  expect(follower.look()).toBe(late)
  await Promise.all([early, late])
  expect(follower.current()?.revision).toBe(2)
  expect(await readFile(path, 'utf8')).toBe(textOf(2, 2))
})

test('a file that only others may read', async (context) => {
  context.skip(process.geteuid?.() === 0, 'root reads everything; test/users.test.ts covers it')
  const path = join(await temporaryDirectory(), 'auto')
  await writeFile(path, textOf(1, 1))
  await chmod(path, 0)
  const { follower, seen } = follow([path])
  await follower.ready
  await seen('UNREADABLE')
  await chmod(path, 0o644)
  await seen('UNREADABLE', 'recovered', 1)
  await chmod(dirname(path), 0)
  await seen('UNREADABLE', 'recovered', 1, 'UNREADABLE')
  await chmod(dirname(path), 0o700)
  await seen('UNREADABLE', 'recovered', 1, 'UNREADABLE', 'recovered')
})
