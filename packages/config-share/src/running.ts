import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = 'hsflowd'

export interface ProcessTable {
  /** Stands for `/` in tests. */
  readonly root?: string
  /** This process, which does not count. */
  readonly self?: number
}

/**
 * The pid of another running hsflowd, else undefined. A pid file counts only while its process lives and bears the
 * name: the C daemon never removes it after dropping privileges (hsflowd.md §12.3), and pids are used again. In the
 * foreground (-d) it writes none, hence the scan. Daemons in other containers (mount namespaces) have files of their own.
 */
export async function findRunningHsflowd({ root = '/', self = process.pid }: ProcessTable = {}): Promise<
  number | undefined
> {
  const proc = join(root, 'proc')
  const isOther = async (pid: number) =>
    pid !== self && (await text(join(proc, `${pid}`, 'comm'))) === NAME && (await sameMounts(proc, pid, self))

  const filed = Number(await text(join(root, 'var/run/hsflowd.pid')))
  if (Number.isSafeInteger(filed) && filed > 0 && (await isOther(filed))) return filed

  const names = await readdir(proc).catch(() => [])
  for (const name of names) {
    if (/^\d+$/u.test(name) && (await isOther(Number(name)))) return Number(name)
  }
  return undefined
}

async function text(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim()
}

async function sameMounts(proc: string, pid: number, self: number): Promise<boolean> {
  const mounts = (of: number) => readlink(join(proc, `${of}`, 'ns/mnt')).catch(() => undefined)
  const [theirs, ours] = await Promise.all([mounts(pid), mounts(self)])
  // Where that cannot be seen, rather leave a file alone than take it away.
  return theirs === undefined || ours === undefined || theirs === ours
}
