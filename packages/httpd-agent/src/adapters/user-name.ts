/** Whom sessions, passport and the like have found: a name, or an object that has one. */
interface UserLike {
  readonly username?: unknown
  readonly name?: unknown
  readonly id?: unknown
}

/**
 * What stands for a user in samples: the name itself, or the first of `username`, `name` and `id` that can be told.
 * Never an e-mail address, and never anything else of an object: samples go to other machines.
 */
export function userName(user: unknown): string | undefined {
  const { username, name, id } = typeof user === 'object' && user !== null ? (user as UserLike) : {}
  return [user, username, name, id].map(plainName).find((text) => text !== undefined)
}

function plainName(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value !== '' && !value.includes('@') ? value : undefined
}
