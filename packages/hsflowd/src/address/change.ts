import { linkFlags } from '@host-sflow/linux-net'
import type { Link } from '../host/network.ts'
import type { Candidate } from './classes.ts'
import { NO_ADDRESS, type Election } from './elect.ts'

export interface Change {
  readonly before: Pick<Election, 'address' | 'device'>
  readonly after: Election
  readonly wishIsNew: boolean
  /** It is the one that was kept all the time. */
  readonly isBack: boolean
  readonly candidates: readonly Candidate[]
  readonly links: ReadonlyMap<number, Link>
}

/** Why another address names the agent, for the log. */
export function reasonOfChange(change: Change): string {
  const { before, after, candidates, links } = change
  if (change.wishIsNew) return 'the settings have changed'
  if (before.address === NO_ADDRESS) return 'there was none before'
  if (candidates.length === 0) return 'no interface that is up has an address'
  const here = candidates.some(
    ({ address, device }) => address === before.address && device === before.device,
  )
  if (change.isBack) return 'it is back'
  if (here) return 'it comes before that one'
  if (before.address === after.address) return 'the address has moved, or the interface has a new name'
  return absence(before, links)
}

function absence(
  { address, device }: Pick<Election, 'address' | 'device'>,
  links: ReadonlyMap<number, Link>,
): string {
  if (device === undefined || links.size === 0) return `${address} is not here`
  const link = [...links.values()].find(({ name }) => name === device)
  if (link === undefined) return `there is no ${device}`
  return link.flags & linkFlags.up ? `${device} does not have it` : `${device} is down`
}
