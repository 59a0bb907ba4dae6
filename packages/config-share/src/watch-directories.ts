import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export interface DirectoryWatch {
  /** Watches the directories of these files and of what they lead to, and no others any more. */
  readonly follow: (paths: readonly string[]) => Promise<void>
  readonly stop: () => void
}

interface Watched {
  watcher: FSWatcher
  /** Device and inode: a directory that was made anew needs a new watch. */
  identity: string
  /** The file names of interest in it. */
  names: Set<string>
}

/**
 * Directories, not files: a file that is renamed into place is another file, and a watch on the old one hears nothing.
 * Where watching is impossible (no inotify watches left, network file systems) nothing is reported: the follower looks
 * by itself often enough.
 */
export function watchDirectories(onEvent: () => void, ref: boolean): DirectoryWatch {
  const watched = new Map<string, Watched>()
  let stopped = false

  const drop = (directory: string): void => {
    watched.get(directory)?.watcher.close()
    watched.delete(directory)
  }

  const add = (directory: string, identity: string, names: Set<string>): void => {
    try {
      const watcher = watch(directory, { persistent: ref }, (_, name) => {
        if (name === null || watched.get(directory)?.names.has(name) === true) onEvent()
      })
      watcher.on('error', () => drop(directory))
      watched.set(directory, { watcher, identity, names })
    } catch {
      // As said above.
    }
  }

  const follow = async (paths: readonly string[]): Promise<void> => {
    const wanted = await directoriesOf(paths)
    for (const directory of watched.keys()) if (!wanted.has(directory)) drop(directory)
    for (const [directory, names] of wanted) {
      const identity = await identityOf(directory)
      const old = watched.get(directory)
      if (stopped) return
      if (old !== undefined && old.identity === identity) {
        old.names = names
        continue
      }
      drop(directory)
      if (identity !== undefined) add(directory, identity, names)
    }
  }

  const stop = (): void => {
    stopped = true
    for (const directory of watched.keys()) drop(directory)
  }

  return { follow, stop }
}

async function directoriesOf(paths: readonly string[]): Promise<Map<string, Set<string>>> {
  const directories = new Map<string, Set<string>>()
  const note = (path: string): void => {
    const names = directories.get(dirname(path)) ?? new Set()
    directories.set(dirname(path), names.add(basename(path)))
  }
  for (const path of paths) {
    note(path)
    const real = await realpath(path).catch(() => undefined)
    if (real !== undefined) note(real)
  }
  return directories
}

async function identityOf(directory: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(directory, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
