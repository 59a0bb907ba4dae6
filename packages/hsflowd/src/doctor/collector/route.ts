import type { CollectorSpec } from '@host-sflow/agent-runtime'
import {
  findRoute,
  linuxNetAvailable,
  openRtnetlink,
  withNetworkNamespace,
  type Route,
} from '@host-sflow/linux-net'

/** The way to a collector. */
export interface Way extends Route {
  readonly device: string
  /** Bytes: the least of the route's and of the device's. */
  readonly mtu: number | undefined
}

/** The kernel's answer; undefined where the system cannot be asked. Throws the errors of the kernel. */
export function wayTo(spec: CollectorSpec, address: string): Way | undefined {
  if (!linuxNetAvailable().available) return undefined
  const ask = (): Way => {
    const route = findRoute({ address, device: spec.device, sourceAddress: spec.sourceAddress })
    const link = linkOf(route.ifIndex)
    return {
      ...route,
      device: link?.name ?? `interface ${route.ifIndex ?? '?'}`,
      mtu: Math.min(route.mtu ?? Infinity, link?.mtu ?? Infinity),
    }
  }
  return spec.namespace === undefined ? ask() : withNetworkNamespace(spec.namespace, ask)
}

function linkOf(ifIndex: number | undefined) {
  const rtnetlink = openRtnetlink()
  try {
    return rtnetlink.links().find(({ index }) => index === ifIndex)
  } finally {
    rtnetlink.close()
  }
}

/** `by eth0 from 10.0.0.7, gateway 10.0.0.1`. */
export function describeWay({ device, gateway, source, type }: Way): string {
  if (type === 'local') return 'on this host'
  const from = source === undefined ? '' : ` from ${source}`
  return `by ${device}${from}${gateway === undefined ? '' : `, gateway ${gateway}`}`
}
