import { constants } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import type { ServiceUser } from './service-user.ts'

/**
 * Gives directories, which are made where they are missing, to the user. Those of somebody else stay theirs. Never
 * throws: one that cannot be had is said when it is written to.
 */
export async function giveDirectories(
  directories: readonly string[],
  owner: Pick<ServiceUser, 'uid' | 'gid'>,
): Promise<void> {
  for (const directory of directories) await give(directory, owner).catch(() => undefined)
}

// By its descriptor: where the directory above is the user's already, a link to one of root's could take its place.
async function give(directory: string, { uid, gid }: Pick<ServiceUser, 'uid' | 'gid'>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o755 })
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    if ((await handle.stat()).uid === 0) await handle.chown(uid, gid)
  } finally {
    await handle.close()
  }
}
