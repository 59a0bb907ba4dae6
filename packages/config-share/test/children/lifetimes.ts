import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { followSharedFile, openSharedFileWriter } from '../../src/index.ts'
import { settingsNumber } from '../settings-number.ts'

async function write(directory: string): Promise<string> {
  const path = join(directory, 'hsflowd.auto')
  const writer = await openSharedFileWriter({ path })
  await writer.write(settingsNumber(1))
  await writer.close()
  return path
}

const openFiles = async () => (await readdir('/proc/self/fd')).length

/** Programs that end by themselves once nothing is left to wait for; else the test's time runs out. */
export const lifetimes = {
  async following(directory: string) {
    const follower = followSharedFile({ paths: [await write(directory)], onChange: () => undefined })
    await follower.ready
    return follower.current()?.revision
  },

  /** A torn file is looked at more than once before `ready`: the process must live that long. */
  async followingTornFile(directory: string) {
    const path = join(directory, 'hsflowd.auto')
    await writeFile(path, 'rev_start=1\n')
    const follower = followSharedFile({ paths: [path], onChange: () => undefined })
    await follower.ready
    return follower.problem()?.code
  },

  async stopped(directory: string) {
    const path = await write(directory)
    const before = await openFiles()
    const follower = followSharedFile({ paths: [path], onChange: () => undefined, ref: true })
    await follower.ready
    const first = await openFiles()
    for (let round = 0; round < 50; round += 1) {
      await writeFile(`${path}.tmp`, `rev_start=${round}\nrev_end=${round}\n`)
      await rename(`${path}.tmp`, path)
      await follower.look()
    }
    const last = await openFiles()
    await follower.stop()
    return { kept: last - first, left: (await openFiles()) - before <= 1 ? 'none' : 'some' }
  },

  async throwingCallback(directory: string) {
    const path = await write(directory)
    const caught = new Promise((resolve) => {
      process.once('uncaughtException', (error) => resolve(error.message))
    })
    const follower = followSharedFile({
      paths: [path],
      ref: true,
      onChange: () => {
        throw new Error('from the callback')
      },
    })
    const message = await caught
    await follower.stop()
    return { message, revision: follower.current()?.revision }
  },
}
