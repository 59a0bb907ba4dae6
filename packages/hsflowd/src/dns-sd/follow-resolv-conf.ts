import { stat } from 'node:fs/promises'
import type { Clock } from '@host-sflow/agent-runtime'
import { RESOLV_CONF } from './resolv-conf.ts'

/** A network that came up is used that soon, and a file that is written all the time does no harm. */
const PERIOD_MS = 10_000

export interface FollowOptions {
  /** /etc/resolv.conf unless told. */
  readonly file: string | undefined
  readonly clock: Clock
  readonly periodMs?: number
  readonly onChange: () => void
}

/**
 * Calls back when resolv.conf is another one than before: a host that got its network, or another, is not to wait for
 * the TTL of what the old one said. Returns what ends it.
 */
export function followResolvConf({
  file = RESOLV_CONF,
  clock,
  periodMs = PERIOD_MS,
  onChange,
}: FollowOptions) {
  let known: string | undefined
  let closed = false
  let cancel = (): void => undefined

  async function look(): Promise<void> {
    const seen = await stat(file).then(
      ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
      () => 'none',
    )
    if (closed) return
    cancel = clock.schedule(() => void look(), periodMs)
    const changed = known !== undefined && seen !== known
    known = seen
    if (changed) onChange()
  }

  void look()
  return (): void => {
    closed = true
    cancel()
  }
}
