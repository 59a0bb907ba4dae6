import { codeOf, formatEndpoint, messageOf, type CollectorSpec } from '@host-sflow/agent-runtime'
import { fail, warn, type Finding } from '../check.ts'

/** Why a collector cannot be sent to, and what mends it. `who` names it, `isRoot` tells whether rights can be the reason. */
export function explainError(
  error: unknown,
  spec: CollectorSpec,
  { address, isRoot, who }: { readonly address: string; readonly isRoot: boolean; readonly who: string },
): Finding {
  const code = codeOf(error)
  const elsewhere = spec.namespace === undefined ? '' : `ip netns exec ${spec.namespace} `
  switch (code) {
    case 'ECONNREFUSED':
      return fail(
        `${who} refused the datagram (ICMP port unreachable): nothing listens there`,
        `on ${spec.host} run: sflow listen --port ${spec.port}`,
      )
    case 'ENODEV':
    case 'ENXIO':
      return fail(
        `${who}: there is no device ${spec.device ?? address.split('%')[1] ?? '?'}`,
        `correct dev; the devices are: ${elsewhere}ip link`,
      )
    case 'ENOENT':
      return fail(
        `${who}: there is no network namespace ${spec.namespace}`,
        'correct namespace; they are: ip netns list',
      )
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return fail(
        `${who}: this host has no address ${spec.sourceAddress ?? ''} to send from, or no way to there from it (${code})`,
        `correct source; the addresses are: ${elsewhere}ip addr`,
      )
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EACCES':
      return fail(
        `${who}: there is no route to ${address} (${code})`,
        `add one, or a default route; what there is: ${elsewhere}ip route get ${address}`,
      )
    case 'EPERM':
      return forbidden(spec, who, isRoot, elsewhere)
    case 'HSF_COLLECTOR_NATIVE':
      return fail(`${who}: ${messageOf(error)}`, 'npm install koffi, or leave device and namespace out')
    default:
      return fail(
        `${who}: ${messageOf(error)}`,
        `try by hand: ${elsewhere}ping ${address}; port ${formatEndpoint(address, spec.port)}`,
      )
  }
}

function forbidden({ namespace }: CollectorSpec, who: string, isRoot: boolean, elsewhere: string): Finding {
  if (namespace !== undefined && !isRoot)
    return warn(`${who}: only root can look into the namespace ${namespace}`, 'sudo hsflowd doctor')
  return fail(
    `${who}: the firewall of this host does not let the datagram out (EPERM)`,
    `allow UDP to there; the rules are: ${elsewhere}nft list ruleset, or iptables -S OUTPUT`,
  )
}
