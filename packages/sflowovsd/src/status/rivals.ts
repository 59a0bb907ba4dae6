import { plain } from '@host-sflow/agent-runtime'
import type { SeenKeeper } from './seen.ts'

/** Whether two keep the same database; a server that is not told may be any. */
export const sameServer = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && nameOf(one) === nameOf(other)

/** The first is a link to the second; the programs of Open vSwitch say the first, people the second. */
const nameOf = (server: string | undefined): string | undefined =>
  server?.replaceAll('unix:/var/run/', 'unix:/run/')

/** Those that keep one database would put right what the other one sets, for ever. */
export function rivals(keepers: readonly SeenKeeper[]): string[] {
  const servers = new Set(keepers.map(({ details }) => nameOf(details?.server)))
  return [...servers].flatMap((server) => {
    const pids = keepers.filter(({ details }) => sameServer(details?.server, server)).map(({ pid }) => pid)
    return pids.length < 2
      ? []
      : [
          `${pids.length} sflowovsd keep ${plain(server ?? '')}: processes ${pids.join(', ')} (stop all but one: with ovs { } in hsflowd.conf no service of its own is needed)`,
        ]
  })
}
