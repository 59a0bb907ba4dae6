import { formatCollector, parseCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import { readCandidates } from '../../address/candidates.ts'
import { electAddress } from '../../address/elect.ts'
import type { SeenAgent } from '../../status/seen.ts'
import { examineCollector } from '../collector/examine.ts'
import { fail, skip, type Check } from '../check.ts'
import type { World } from '../world.ts'

/** Each takes a socket or more. */
const MAX_COLLECTORS = 64

/** Every collector: name, route, socket, and a test datagram. */
export const collectors: Check = {
  name: 'collector',
  async run(world) {
    const { clock, configuration, present, status } = world
    const { settings } = await world.effective()
    const specs =
      configuration.error !== undefined && settings.collectors.length === 0
        ? ofRunning(status.hsflowd)
        : settings.collectors
    if (specs.length === 0) {
      if (settings.off) return [skip('none: DNS says that this host is to be silent')]
      if (configuration.error !== undefined) return [skip('not known without the configuration')]
      return [
        fail(
          'none is known: nothing is sent',
          'hsflowd --collector HOST; or collector { ip = HOST } in hsflowd.conf',
        ),
      ]
    }
    const examined = await Promise.all(
      specs.slice(0, MAX_COLLECTORS).map((spec) =>
        examineCollector(spec, {
          clock,
          agentAddress: agentAddress(world),
          datagramBytes: settings.datagramBytes,
          isRoot: present.capabilities.includes('sys_admin'),
          seen: status.hsflowd?.collectors.find(({ collector }) => collector === formatCollector(spec)),
        }),
      ),
    )
    const more = specs.length - MAX_COLLECTORS
    return [...examined.flat(), ...(more > 0 ? [skip(`and ${more} more, which are not looked at`)] : [])]
  },
}

/** Those that the daemon learnt while its configuration was good, as far as the label alone tells. */
function ofRunning(hsflowd: SeenAgent | undefined): CollectorSpec[] {
  return (hsflowd?.collectors ?? []).flatMap(({ collector }) => {
    try {
      return [parseCollector(collector)]
    } catch {
      return []
    }
  })
}

/** Any address will do: the test datagram is of a stream of its own. */
function agentAddress({ host, status }: World): string {
  const running = status.hsflowd?.agentAddress
  if (running !== undefined) return running
  try {
    return electAddress(readCandidates(host)).address
  } catch {
    return '0.0.0.0'
  }
}
