import { formatEndpoint } from '@host-sflow/agent-runtime'
import type { Round } from '../../dns-sd/ask.ts'
import { fail, ok, skip, warn, type Check, type Finding } from '../check.ts'

const GOES_ON = 'the running hsflowd has collectors all the same'
const EXPLAIN = 'see the questions and answers with: hsflowd dns-sd --explain'

/** Settings by DNS, where they are to come from there. */
export const dnsSd: Check = {
  name: 'DNS-SD',
  async run({ configuration: { effective, error }, dnsSd: ask, status }) {
    if (error !== undefined) return [skip('not asked: whether it is used is in the configuration')]
    if (effective.settings.dnsSd === undefined)
      return [skip('not used: collectors are configured, or it is off')]
    const round = await ask()
    const hasCollectors = effective.settings.collectors.length > 0
    const kept = status.hsflowd !== undefined && status.hsflowd.collectors.length > 0
    if (round === undefined && kept)
      return [warn(`no answer from the DNS servers of this host; ${GOES_ON}`, EXPLAIN)]
    if (round === undefined)
      return [
        fail('no answer from the DNS servers of this host within 2 s', `check /etc/resolv.conf; ${EXPLAIN}`),
      ]
    return judge(round, hasCollectors, kept)
  },
}

function judge({ names, result }: Round, hasCollectors: boolean, kept: boolean): Finding[] {
  if (result.state === 'found') {
    const targets = result.targets.map(
      ({ host, port, priority }) => `${formatEndpoint(host, port)} (priority ${priority})`,
    )
    const text = `${result.name}: ${targets.join(', ')}; TTL ${result.ttlS} s`
    if (result.txtTrouble !== undefined)
      return [warn(`${text}; no TXT record: ${result.txtTrouble}`, EXPLAIN)]
    if (result.warnings.length > 0) return [warn(`${text}; ${result.warnings.join('; ')}`, EXPLAIN)]
    return [ok(text)]
  }
  const orName = 'or name a collector: --collector HOST, or in the file'
  if (result.state === 'off') {
    if (hasCollectors) return [ok(`${result.why}: the collectors of the file are used`)]
    if (kept) return [warn(`${result.why}; ${GOES_ON}`, EXPLAIN)]
    return [fail(`${result.why}: this host is silent`, `publish SRV records there (${EXPLAIN}), ${orName}`)]
  }
  const isNamed = names.some((name) => result.why.includes(name))
  const why = isNamed ? result.why : `${names.join(', ')}: ${result.why}`
  if (kept) return [warn(`${why}; ${GOES_ON}`, EXPLAIN)]
  if (hasCollectors) return [warn(`${why}; the collectors of the file are used`, EXPLAIN)]
  return [fail(why, `make the DNS servers of /etc/resolv.conf answer (${EXPLAIN}), ${orName}`)]
}
