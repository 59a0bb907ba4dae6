import { chmod, chown, lchown, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { followSharedFile, openSharedFileWriter } from '../../src/index.ts'
import { settingsNumber } from '../settings-number.ts'
import { attempt, state } from './attempt.ts'

/** Any user but root. */
const OTHER = 54_321

function becomeOther(): void {
  process.setgid?.(OTHER)
  process.setuid?.(OTHER)
}

async function rootsDirectory(directory: string): Promise<string> {
  await chmod(directory, 0o755)
  const made = join(directory, 'etc')
  await mkdir(made)
  return join(made, 'hsflowd.auto')
}

/** Programs that begin as root and give that up. */
export const users = {
  async noRights(directory: string) {
    const path = await rootsDirectory(directory)
    const asRoot = await openSharedFileWriter({ path })
    await asRoot.write(settingsNumber(1))
    await asRoot.close()
    becomeOther()
    const writer = await openSharedFileWriter({ path })
    return { denied: await attempt(writer, settingsNumber(2)), after: await state(path) }
  },

  async keptDescriptor(directory: string) {
    const path = await rootsDirectory(directory)
    const writer = await openSharedFileWriter({ path, createNow: true })
    const mode = (await stat(path)).mode & 0o777
    becomeOther()
    const written = [await attempt(writer, settingsNumber(1)), await attempt(writer, settingsNumber(2))]
    return { mode, written, after: await state(path) }
  },

  async ownFile(directory: string) {
    const path = await rootsDirectory(directory)
    await writeFile(path, '', { mode: 0o600 })
    await chown(path, OTHER, OTHER)
    becomeOther()
    const writer = await openSharedFileWriter({ path })
    const written = await attempt(writer, settingsNumber(1))
    return { written, mode: (await stat(path)).mode & 0o777, after: await state(path) }
  },

  /** A user must not lead root's writer to another file. */
  async foreignLink(directory: string) {
    const path = await rootsDirectory(directory)
    const precious = join(directory, 'precious')
    await writeFile(precious, 'precious')
    await symlink(precious, path)
    await lchown(path, OTHER, OTHER)
    const writer = await openSharedFileWriter({ path })
    const written = await attempt(writer, settingsNumber(1))
    const link = await readlink(path).catch(() => 'a file')
    return { written, link, precious: await readFile(precious, 'utf8') }
  },

  async unreadable(directory: string) {
    const path = await rootsDirectory(directory)
    const writer = await openSharedFileWriter({ path })
    await writer.write(settingsNumber(1))
    await chown(join(directory, 'etc'), OTHER, OTHER)
    await chown(path, OTHER, OTHER)
    becomeOther()
    const events: string[] = []
    const follower = followSharedFile({
      paths: [path],
      pollIntervalMs: 10,
      ref: true,
      onChange: () => events.push('change'),
      onProblem: ({ code }) => events.push(code),
      onRecovered: () => events.push('recovered'),
    })
    await follower.ready
    // Until the file is old enough to be left unread while it looks the same.
    await sleep(2500)
    for (const [what, closed, open] of [
      [join(directory, 'etc'), 0, 0o755],
      [path, 0, 0o644],
    ] as const) {
      await chmod(what, closed)
      await sleep(300)
      await chmod(what, open)
      await sleep(300)
    }
    await follower.stop()
    return events
  },
}
