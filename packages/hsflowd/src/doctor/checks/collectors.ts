import { formatCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import { readCandidates } from '../../address/candidates.ts'
import { electAddress } from '../../address/elect.ts'
import { examineCollector } from '../collector/examine.ts'
import { notAmong, ofRunning } from '../collector/of-running.ts'
import { fail, skip, warn, type Check, type Finding } from '../check.ts'
import type { World } from '../world.ts'

/** Each takes a socket or more. */
const MAX_COLLECTORS = 64

/** Every collector: name, route, socket, and a test datagram. */
export const collectors: Check = {
  name: 'collector',
  async run(world) {
    const { clock, configuration, present, status } = world
    const { settings } = await world.effective()
    const running = ofRunning(status.hsflowd)
    const unnamed = notAmong(running, settings.collectors)
    const specs = [...settings.collectors, ...unnamed]
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
    const others = configuration.error === undefined ? differences(running, settings.collectors, unnamed) : []
    return [
      ...others,
      ...examined.flat(),
      ...(more > 0 ? [skip(`and ${more} more, which are not looked at`)] : []),
    ]
  },
}

/** A daemon may have been started with other options, or have learnt from DNS what it does not say now. */
function differences(
  running: readonly CollectorSpec[],
  settings: readonly CollectorSpec[],
  unnamed: readonly CollectorSpec[],
): Finding[] {
  if (running.length === 0) return []
  const list = (specs: readonly CollectorSpec[]): string => specs.map(formatCollector).join(', ')
  const missing = notAmong(settings, running)
  const parts = [
    ...(unnamed.length === 0 ? [] : [`sends to ${list(unnamed)}, which is not in the settings`]),
    ...(missing.length === 0 ? [] : [`does not send to ${list(missing)}, which is`]),
  ]
  if (parts.length === 0) return []
  return [
    warn(
      `the running hsflowd ${parts.join(', and ')}`,
      'give here the options that it was started with (systemctl cat hsflowd), or reload it: systemctl reload hsflowd',
    ),
  ]
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
