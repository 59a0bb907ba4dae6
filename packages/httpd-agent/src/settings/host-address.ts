import type { Clock } from '@host-sflow/agent-runtime'
import type { HttpSettings } from './http-settings.ts'
import { ownAddress } from './own-address.ts'

const LOOK_AGAIN_MS = 30_000

export interface HostAddressOptions {
  readonly clock: Clock
  /** It is another one than was told before. */
  readonly onFound: (address: string) => void
  readonly find?: typeof ownAddress
}

export interface HostAddress {
  /** That of these settings, else the host's own. One after the other. */
  of(settings: Pick<HttpSettings, 'agentAddress' | 'collectors'>): Promise<string>
  stop(): void
}

/** The address that stands for this host. Programs start before their host has its network: then it looks again. */
export function followHostAddress({ clock, onFound, find = ownAddress }: HostAddressOptions): HostAddress {
  let known: string | undefined
  let cancel = (): void => undefined
  // Rises when what is being looked for is wanted no more.
  let turn = 0

  async function look(collectors: HttpSettings['collectors']): Promise<string> {
    const own = turn
    const { address, isSure } = await find(collectors, clock)
    // Without a collector nobody is told it.
    if (isSure || collectors.length === 0) return address
    if (own === turn)
      cancel = clock.schedule(() => void lookAgain(collectors).catch(() => undefined), LOOK_AGAIN_MS)
    return known ?? address
  }

  async function lookAgain(collectors: HttpSettings['collectors']): Promise<void> {
    const own = turn
    const address = await look(collectors)
    if (own !== turn || address === known) return
    known = address
    onFound(address)
  }

  function stop(): void {
    turn++
    cancel()
  }

  return {
    async of({ agentAddress, collectors }) {
      stop()
      if (agentAddress !== undefined) known = agentAddress
      else if (collectors.length > 0 || known === undefined) known = await look(collectors)
      return known
    },
    stop,
  }
}
