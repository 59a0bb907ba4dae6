import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { followSharedFile, openSharedFileWriter } from '../../src/index.ts'
import { settingsNumber } from '../settings-number.ts'
import { attempt, state } from './attempt.ts'

const mount = (...args: string[]) => execFileSync('mount', args)

/** Longer by some pages, so that it needs room that an old short text does not have. */
const long = (polling: number) =>
  settingsNumber(polling, {
    applications: Array.from({ length: 900 }, (_, index) => ({ name: `app.number${index}`, sampling: 1 })),
  })

async function smallDisk(directory: string): Promise<string> {
  const disk = join(directory, 'disk')
  await mkdir(disk)
  mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)
  return disk
}

async function fill(disk: string): Promise<() => Promise<void>> {
  const file = join(disk, 'filler')
  await writeFile(file, Buffer.alloc(1024 * 1024)).catch(() => undefined)
  return () => rm(file)
}

async function bindFile(from: string, directory: string): Promise<string> {
  const path = join(directory, 'mounted', 'hsflowd.auto')
  await mkdir(join(directory, 'mounted'))
  await writeFile(path, '')
  mount('--bind', from, path)
  return path
}

/** Programs that change mounts: only to be run in a mount namespace of their own. */
export const mounts = {
  async fullDisk(directory: string) {
    const disk = await smallDisk(directory)
    const path = join(disk, 'hsflowd.auto')
    const writer = await openSharedFileWriter({ path })
    const first = await attempt(writer, settingsNumber(1))
    const free = await fill(disk)
    const full = await attempt(writer, settingsNumber(2))
    const after = await state(path)
    await free()
    return { first, full, after, again: await attempt(writer, settingsNumber(2)), end: await state(path) }
  },

  async fullDiskInPlace(directory: string) {
    const disk = await smallDisk(directory)
    const real = join(disk, 'hsflowd.auto')
    await writeFile(real, '')
    const path = await bindFile(real, directory)
    const writer = await openSharedFileWriter({ path })
    const first = await attempt(writer, settingsNumber(1))
    const free = await fill(disk)
    const full = await attempt(writer, long(2))
    const after = await state(path)
    await free()
    return { first, full, after, again: await attempt(writer, long(2)), end: await state(path) }
  },

  async readOnly(directory: string) {
    const disk = await smallDisk(directory)
    const path = join(disk, 'hsflowd.auto')
    const writer = await openSharedFileWriter({ path })
    const first = await attempt(writer, settingsNumber(1))
    await writer.close()
    mount('-o', 'remount,ro', disk)
    const reopened = await openSharedFileWriter({ path })
    const denied = await attempt(reopened, settingsNumber(2))
    const after = await state(path)
    mount('-o', 'remount,rw', disk)
    return { first, denied, after, again: await attempt(reopened, settingsNumber(2)) }
  },

  /** As in a container: one file of the host, mounted alone. */
  async boundFile(directory: string) {
    const real = join(directory, 'real.auto')
    await writeFile(real, '')
    const path = await bindFile(real, directory)
    const writer = await openSharedFileWriter({ path })
    const written = [await attempt(writer, settingsNumber(1)), await attempt(writer, settingsNumber(2))]
    const outside = await state(real)

    // The host's hsflowd rewrites its file in place: no event reaches the directory of the mount.
    const host = await openSharedFileWriter({ path: real })
    const follower = followSharedFile({ paths: [path], onChange: () => undefined, ref: true })
    await follower.ready
    mount('--bind', path, real)
    await attempt(host, settingsNumber(3))
    const start = performance.now()
    while (follower.current()?.revision !== 3 && performance.now() - start < 3000) await sleep(5)
    const seenAfterMs = performance.now() - start
    await follower.stop()
    await host.close()
    return { written, outside, names: (await state(path)).names, seenAfterMs }
  },

  /** A read-only directory whose file alone is writable. */
  async writableFileInReadOnlyDirectory(directory: string) {
    const disk = await smallDisk(directory)
    const path = join(disk, 'hsflowd.auto')
    const real = join(directory, 'real.auto')
    await writeFile(path, '')
    await writeFile(real, '')
    mount('--bind', real, path)
    mount('-o', 'remount,ro', disk)
    const writer = await openSharedFileWriter({ path })
    return { written: await attempt(writer, settingsNumber(1)), outside: (await state(real)).polling }
  },
}
