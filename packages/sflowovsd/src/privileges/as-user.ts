import type { ServiceUser } from '@host-sflow/agent-runtime'

/**
 * Does something as another user, and is root again: for questions that only the kernel answers right. `action` must be
 * synchronous; until it returns all threads are that user.
 */
export function asUser<T>({ uid, gid, groups }: ServiceUser, action: () => T): T {
  const { getegid, getgroups, setegid, seteuid, setgroups } = process
  if (!getegid || !getgroups || !setegid || !seteuid || !setgroups)
    throw new Error('users are changed in the main thread, on systems that have users')
  const [ownGid, ownGroups] = [getegid(), getgroups()]
  try {
    setgroups([...groups])
    setegid(gid)
    seteuid(uid)
    return action()
  } finally {
    seteuid(0)
    setegid(ownGid)
    setgroups(ownGroups)
  }
}
