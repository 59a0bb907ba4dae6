// Rewrites the shared file over and over until it is killed: rewriter.mjs FILE rename|in-place|like-c|restarting-c
import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatSharedFile } from '../../src/format.ts'
import { openToRewrite, rewriteFile } from '../../src/rewrite-file.ts'
import { replaceFile } from '../../src/replace-file.ts'
import { rewriterSettings } from '../rewriter-settings.ts'

const [, , path = '', how] = process.argv

/** A C hsflowd that restarts counts from 1 again. */
const textOf = (number: number) =>
  formatSharedFile(
    { state: 'settings', settings: rewriterSettings(number) },
    how === 'restarting-c' ? 1 : number,
  )

/** As the C hsflowd: from the start (emptied at its own), in pieces of any size (stdio buffers), then cut to length. */
async function likeC(text: string): Promise<void> {
  const handle = await open(path, how === 'restarting-c' ? 'w' : 'r+')
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) {
    const size = 1 + Math.floor(Math.random() * 1500)
    const { bytesWritten } = await handle.write(bytes, done, Math.min(size, bytes.length - done), done)
    done += bytesWritten
  }
  await handle.truncate(bytes.length)
  await handle.close()
}

for (let revision = 1; ; revision += 1) {
  const text = textOf(revision)
  if (how === 'rename') await (await replaceFile(path, text)).close()
  else if (how === 'in-place') {
    const handle = await openToRewrite(path)
    await rewriteFile(handle, text)
    await handle.close()
  } else await likeC(text)
  process.stdout.write(`${revision}\n`)
  // Bursts without a pause, and moments in which a reader gets through.
  if (revision % 20 === 0) await sleep(8)
}
