import { isIPv6 } from 'node:net'
import { formatCollector, formatEndpoint } from '@host-sflow/agent-runtime'
import type { Collector } from '@host-sflow/config-share'
import type { Note } from './note.ts'

/** That of the C program, and of the shared file's readers. */
const MAX_TARGETS = 10

/** Collectors as the column `targets` holds them, sorted, each once; what cannot be had is noted. */
export function targetsOf(collectors: readonly Collector[]): {
  readonly targets: readonly string[]
  readonly notes: readonly Note[]
} {
  const all = [...new Map(collectors.map((each) => [targetOf(each), each]))]
  const taken = all.slice(0, MAX_TARGETS)
  const refused = all.slice(MAX_TARGETS).map(([target]) => target)
  const bound = taken.filter(([target, { device, namespace }]) => {
    const inTarget = device !== undefined && target.includes('%')
    return namespace !== undefined || (device !== undefined && !inTarget)
  })
  return {
    targets: taken.map(([target]) => target).toSorted(),
    notes: [
      ...(refused.length === 0 ? [] : [tooMany(all.length, refused)]),
      ...bound.map(([, collector]) => notBound(collector)),
    ],
  }
}

/** Link-local addresses mean something on one device only (RFC 4007). */
function targetOf({ address, port, device }: Collector): string {
  const zoned = device !== undefined && isIPv6(address) && /^fe[89ab][^%]*$/iu.test(address)
  return formatEndpoint(zoned ? `${address}%${device}` : address, port)
}

const tooMany = (count: number, refused: readonly string[]): Note => ({
  code: 'HSF_OVS_COLLECTORS',
  text: `${count} collectors are too many, Open vSwitch gets ${MAX_TARGETS}: without ${refused.join(', ')} (remove some from the configuration of hsflowd)`,
})

const notBound = ({ address, port, device, namespace }: Collector): Note => {
  const collector = formatCollector({ host: address, port, device, namespace })
  return {
    code: `HSF_OVS_COLLECTOR ${collector}`,
    text: `collector ${collector}: Open vSwitch sends by the routes of its own network namespace (let the route to it lead there)`,
  }
}
